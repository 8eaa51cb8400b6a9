"""The forms of the partners: one for each, apart enough to be told, numbered as the list beside."""

import pytest
from django.template.loader import render_to_string

from observatori.charts.partners import MOST, SIZE, partner_forms
from tests.charts.reading import drawn


def partners(count, role="partner", **more):
    return [
        {"role": role, "name": f"Entitat {number + 1}", "note": "Soci", **more} for number in range(count)
    ]


def page_of(found):
    context = {"diagram": partner_forms(found), "partners": found, "id": "socis", "title": "Qui hi és"}
    return drawn(render_to_string("charts/partners.html", context))


@pytest.mark.parametrize("count", range(1, MOST + 1))
def test_each_partner_has_a_form_and_its_number_far_from_the_others(count):
    forms = partner_forms(partners(count))["forms"]
    places = [complex(float(form["x"]), float(form["y"])) for form in forms]

    assert [form["number"] for form in forms] == list(range(1, count + 1))
    assert all(0 < place.real < SIZE and 0 < place.imag < SIZE for place in places)
    assert all(abs(one - other) > 32 for one in places for other in places if one is not other)


@pytest.mark.parametrize("count", [13, 40])
def test_more_than_can_be_told_apart_stand_in_rows_without_numbers(count):
    page = page_of(partners(count))

    assert page.svg_words == []
    assert len([name for name, _ in page.shapes if name.startswith("ink")]) == count
    assert f"Entitat {count}" in page.words


def test_a_role_has_a_form_of_its_own():
    paths = {
        role: partner_forms([{"role": role}])["forms"][0]["path"]
        for role in ("lead", "partner", "funder", "collaborator")
    }

    assert len(set(paths.values())) == 4


def test_who_left_is_only_an_outline():
    page = page_of([*partners(1), *partners(1, left=True)])

    assert [name for name, _ in page.shapes if name.startswith(("ink", "form"))] == ["ink-blue", "form-left"]


def test_the_list_says_each_number_in_order():
    page = page_of(partners(3))

    assert page.svg_words == ["1", "2", "3"]
    assert [word for word in page.words if word.startswith("Entitat")] == [
        "Entitat 1",
        "Entitat 2",
        "Entitat 3",
    ]


@pytest.mark.parametrize("count", range(2, MOST + 1))
def test_neighbours_in_the_ring_have_other_inks(count):
    inks = [form["style"] for form in partner_forms(partners(count))["forms"]]

    assert all(one != other for one, other in zip(inks, inks[1:] + inks[:1], strict=True))
