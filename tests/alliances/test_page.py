"""The page of an alliance: its summary, the diagram of its partners, its times, what folds."""

from datetime import date

import pytest

from alliances.pages.alliance import folded, result_table
from alliances.pages.timeline import time_chart
from alliances.rules import publish_alliance
from tests.making import make_agreement, make_alliance, make_experience, make_organisation

TODAY = date(2026, 7, 1)


def alliance(**facts):
    return {"start": None, "end": None, "phase": None, "partners": [], **facts}


def partner(name="Hospital", joined_on=None, left_on=None):
    return {"organisation": {"name": name}, "joined_on": joined_on, "left_on": left_on}


def lines(facts, agreements=()):
    chart = time_chart(facts, list(agreements), TODAY)
    return [(line["title"], line["dates"]) for line in chart["lines"]] if chart else None


def test_without_any_date_there_is_no_chart():
    assert lines(alliance(partners=[partner()])) is None


@pytest.mark.parametrize(
    ("facts", "dates", "solid"),
    [
        (
            {"start": "2020-01-01", "end": "2021-12-31"},
            "Des de l’1 de gener del 2020 fins al 31 de desembre del 2021",
            True,
        ),
        ({"start": "2020-01-01"}, "Des de l’1 de gener del 2020; el final no consta", False),
        ({"start": "2020-01-01", "phase": "follow_up"}, "Des de l’1 de gener del 2020 fins avui", True),
        (
            {"start": "2020-01-01", "phase": "ended"},
            "Des de l’1 de gener del 2020; el final no consta",
            False,
        ),
        ({"end": "2021"}, "Fins al 2021", False),
    ],
)
def test_the_words_of_a_line_say_what_it_draws(facts, dates, solid):
    (line,) = time_chart(alliance(**facts), [], TODAY)["lines"]

    assert line["dates"] == dates
    assert bool(line["known"]) is solid


def test_who_joined_later_or_left_is_a_moment_of_its_own():
    partners = [
        partner("Fundadora", joined_on="2020"),
        partner("Nova", joined_on="2022-03-01"),
        partner("Qui se’n va", left_on="2023"),
    ]

    assert lines(alliance(start="2020", partners=partners)) == [
        ("L’aliança", "Des del 2020; el final no consta"),
        ("S’hi afegeix: Nova", "1 de març del 2022"),
        ("En surt: Qui se’n va", "2023"),
    ]


def test_many_moments_fold_under_what_lasts():
    joined = [partner(f"Soci {year}", joined_on=str(year)) for year in range(2021, 2025)]

    few = time_chart(alliance(start="2020", partners=joined[:3]), [], TODAY)
    many = time_chart(alliance(start="2020", partners=joined), [], TODAY)

    assert [len(few["lines"]), len(few["moments"])] == [4, 0]
    assert [line["title"] for line in many["lines"]] == ["L’aliança"]
    assert len(many["moments"]) == 4


def test_moments_alone_do_not_fold():
    joined = [partner(f"Soci {year}", joined_on=str(year)) for year in range(2020, 2026)]

    chart = time_chart(alliance(partners=joined), [], TODAY)

    assert [len(chart["lines"]), len(chart["moments"])] == [6, 0]


def result(indicator, value, unit="%", **facts):
    return {"indicator": indicator, "value": value, "unit": unit, **facts}


def test_the_first_results_are_figures_and_the_others_a_table():
    results = [result(f"Indicador {n}", n, year=2025) for n in range(5)]

    few, many = result_table({"results": results[:4]}), result_table({"results": results})

    assert [len(few["shown"]), len(few["rows"])] == [4, 0]
    assert [one["label"] for one in many["shown"]] == ["Indicador 0", "Indicador 1", "Indicador 2"]
    assert [row[0]["text"] for row in many["rows"]] == ["Indicador 3", "Indicador 4"]


def test_a_figure_says_its_unit_its_year_and_that_it_was_not_measured():
    share, days = result_table(
        {
            "results": [
                result("Morts a casa", 61, detail="El 2021, 34 %.", year=2025),
                result("Espera", 37, "dies", status="estimated"),
            ]
        }
    )["shown"]

    assert [share["number"], share["unit"], share["note"], share["when"]] == [
        "61\u00a0%",
        "",
        "El 2021, 34 %",
        "2025",
    ]
    assert [days["number"], days["unit"], days["when"]] == ["37", "dies", "estimat"]


@pytest.mark.django_db
def test_a_partner_says_its_dates_where_they_are_not_those_of_the_alliance(client):
    made = make_alliance(start="2020", partners=2, published=False)
    made.partnerships.filter(position=0).update(joined_on="2020")
    made.partnerships.filter(position=1).update(joined_on="2023", own_objectives="Aprendre’n.")
    publish_alliance(alliance=made, by=None)

    partners = client.get(f"/aliances/{made.record.slug}/").context["partners"]

    assert [one["dates"] for one in partners] == ["", "des del 2023"]


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "folds"), [(3, False), (4, True)])
def test_many_objectives_fold_beside_the_reasons(client, count, folds):
    objectives = [f"Objectiu {n}" for n in range(count)]
    made = make_alliance(why_now="Era llavors o mai.", objectives=objectives)

    response = client.get(f"/aliances/{made.record.slug}/")

    assert response.context["objectives_fold"] is folds
    assert all(objective in response.content.decode() for objective in objectives)


@pytest.mark.django_db
def test_agreements_and_addenda_stand_on_the_axis(client):
    made = make_alliance(start="2020-01-01")
    agreement = make_agreement(
        made, "Conveni marc", in_force_from="2020-01-01", in_force_until="2024-12-31", signed_on="2019-12-01"
    )
    make_agreement(
        made,
        "Pròrroga",
        kind="addendum",
        amends=agreement,
        addendum_kind="extension",
        effective_on="2024-06-01",
        new_until="2028-12-31",
    )
    make_agreement(made, "Sense dates", kind="protocol")

    chart = client.get(f"/aliances/{made.record.slug}/?at=2026-01-01").context["chart"]

    assert [(line["title"], bool(line["known"]), bool(line["point"])) for line in chart["lines"]] == [
        ("L’aliança", False, False),
        ("Conveni marc", True, False),
        ("Pròrroga", False, True),
    ]
    assert chart["lines"][1]["end"] == "2028-12-31"


@pytest.mark.django_db
def test_an_agreement_without_end_is_drawn_open(client):
    made = make_alliance()
    make_agreement(made, in_force_from="2020-01-01", open_ended=True)

    (line,) = client.get(f"/aliances/{made.record.slug}/").context["chart"]["lines"]

    assert line["open"]
    assert line["dates"] == "Des de l’1 de gener del 2020, sense data final"


@pytest.mark.django_db
def test_the_summary_counts_what_the_page_shows(client):
    made = make_alliance(partners=3, start="2020")
    agreement = make_agreement(made)
    make_agreement(made, kind="addendum", amends=agreement, addendum_kind="other")
    make_experience(alliances=[made])
    make_experience(alliances=[made], published=False)

    facts = client.get(f"/aliances/{made.record.slug}/").context["summary"]

    assert [(fact["term"], fact["value"]) for fact in facts] == [
        ("Dates", "Des del 2020"),
        ("Socis", "3 socis"),
        ("Convenis", "1 conveni i 1 addenda"),
        ("Experiències", "1 experiència"),
    ]


@pytest.mark.django_db
def test_the_diagram_names_each_partner_once_in_order(client):
    names = ["Hospital del Pla", "Ajuntament de la Vall", "Fundació Riu"]
    made = make_alliance(partners=[make_organisation(name) for name in names])

    context = client.get(f"/aliances/{made.record.slug}/").context

    assert [one["name"] for one in context["diagram"]["partners"]] == names
    assert len(context["diagram"]["forms"]) == 3
    assert not context["has_cards"]


@pytest.mark.django_db
def test_what_a_partner_seeks_makes_it_a_card(client):
    made = make_alliance(published=False)
    made.partnerships.filter(position=0).update(own_objectives="Deixar de perdre infermeres.")
    publish_alliance(alliance=made, by=None)

    response = client.get(f"/aliances/{made.record.slug}/")

    assert response.context["has_cards"]
    assert "Deixar de perdre infermeres." in response.content.decode()


WORDS = " ".join(["mot"] * 45)


@pytest.mark.parametrize(
    ("text", "shown", "rest"),
    [
        ("Curt.", 1, 0),
        (f"{WORDS}\n\n{WORDS}", 1, 1),
        (f"{WORDS}\n\nPoca cosa més.", 2, 0),
        (f"Curt.\n\n{WORDS}\n\n{WORDS}\n\n{WORDS}", 2, 2),
        ("", 1, 0),
    ],
)
def test_a_long_text_folds_between_paragraphs_and_loses_nothing(text, shown, rest):
    found = folded(text)

    parts = [part.split("\n\n") if part else [] for part in (found["text"], found["rest"])]
    assert [len(parts[0]) or 1, len(parts[1])] == [shown, rest]
    assert "\n\n".join(filter(None, [found["text"], found["rest"]])) == text
