"""The anonymous comparison: what is counted, and that too few agreements never tell on each other."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from alliances.completeness.figures import (
    KEY,
    Compared,
    Figures,
    alike,
    compared_agreements,
    groups_shown,
    is_enough,
    may_be_shown,
)
from alliances.models import CompletenessMark, Content
from alliances.pages.completeness_figures import figures_context
from alliances.rules import register_agreement
from alliances.tasks import sweep_semafor
from observatori.formats.phrases import the_share
from tests.making import make_agreement, make_alliance, make_organisation


def row(organisation, *facets, **lights):
    every = dict.fromkeys((item.value for item in Content), "unknown")
    return Compared(organisation, frozenset(facets), every | lights)


def several(number, *facets, organisations=3, **lights):
    return [row(f"O{i % organisations}", *facets, **lights) for i in range(number)]


@pytest.mark.parametrize(
    ("agreements", "organisations", "enough"), [(5, 3, True), (4, 3, False), (5, 2, False), (50, 2, False)]
)
def test_five_agreements_of_three_organisations_are_enough(agreements, organisations, enough):
    assert is_enough(several(agreements, organisations=organisations)) is enough


@pytest.mark.parametrize(("outside", "shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_what_a_group_leaves_out_is_enough_too_or_nobody(outside, shown):
    group, rest = several(5, "kind:framework"), several(outside, "kind:specific")

    assert may_be_shown(group, [*group, *rest]) is shown


def test_the_groups_of_a_dimension_leave_no_small_rest():
    """20 + 5 + 5 + 2: with all three shown, the whole less them would be the two that are left."""
    rows = [
        *several(20, "year:2020"),
        *several(5, "year:2021"),
        *several(5, "year:2022"),
        *several(2, "year:2023"),
    ]

    shown = groups_shown(rows, "year")

    assert shown == ["year:2020", "year:2021"]
    assert is_enough([one for one in rows if not one.facets.intersection(shown)])


def test_groups_that_cover_all_are_all_shown():
    rows = [*several(6, "kind:framework"), *several(5, "kind:specific")]

    assert groups_shown(rows, "kind") == ["kind:framework", "kind:specific"]


MANY = [
    *several(3, "kind:framework", "year:2020", f="missing"),
    *several(5, "kind:framework", "year:2021", f="ok"),
    *several(6, "kind:specific", "year:2020", f="ok", d="not_applicable"),
]


def test_the_whole_is_told_in_shares():
    page = figures_context(MANY, {})

    assert page["sentences"] == [
        "El 21 % dels convenis no diu qui en fa el seguiment i com es resolen els conflictes (art. 49.f)."
    ]
    (bar,) = page["bars"]
    assert (bar["words"], bar["width"]) == ("21 %", "21%")
    cells = {cells[0]["text"]: [cell["text"] for cell in cells[1:]] for cells in page["table"]["rows"]}
    assert cells["f) Seguiment i conflictes"] == ["79 %", "0 %", "21 %", "0 %", "14"]
    assert cells == {"f) Seguiment i conflictes": cells["f) Seguiment i conflictes"]}
    assert page["unread"].startswith("De cap conveni no consta res d’aquests continguts: a) Parts")
    assert "f)" not in page["unread"]


def test_a_group_is_told_alone():
    page = figures_context(MANY, {"kind": ["framework"]})

    assert page["of_what"] == "Conveni marc: 8 convenis públics, de 3 entitats."
    assert page["sentences"][0].startswith("El 38 % dels convenis")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"year": ["2023"]}, "Només es compara a partir de 5 convenis de 3 entitats"),
        ({"kind": ["protocol"]}, "Només es compara a partir de 5 convenis de 3 entitats"),
        ({"kind": ["framework"], "year": ["2021"]}, "Trieu un sol grup"),
        ({"kind": ["framework", "specific"]}, "Trieu un sol grup"),
    ],
)
def test_what_could_tell_on_one_agreement_is_not_shown_and_says_why(asked, words):
    page = figures_context([*MANY, *several(2, "year:2023", f="missing")], asked)

    assert words in page["why_not"]
    assert (page["sentences"], page["bars"], page["table"], page["of_what"]) == ([], [], None, "")


def test_too_few_in_all_say_why():
    page = figures_context(several(4), {})

    assert page["why_not"]
    assert page["table"] is None
    assert page["groups"] == []


def test_a_content_that_fits_few_agreements_is_not_told():
    rows = [*several(4, staff="missing"), *several(6, staff="not_applicable")]
    cells = next(c for c in figures_context(rows, {})["table"]["rows"] if c[0]["text"] == "Personal")

    assert [(cell["text"], cell["span"]) for cell in cells[1:]] == [("massa pocs per dir-ho", 5)]


def told(page):
    """The contents that the table tells of, with how many agreements each counts."""
    rows = page["table"]["rows"] if page["table"] else ()
    return {row[0]["text"]: row[-1]["text"] for row in rows if "span" not in row[-1]}


@pytest.mark.parametrize(("outside", "is_told"), [(0, True), (4, False), (5, True)])
def test_a_content_that_few_agreements_leave_out_is_not_told(outside, is_told):
    rows = [*several(6, staff="missing", f="ok"), *several(outside, staff="not_applicable", f="ok")]

    assert ("Personal" in told(figures_context(rows, {}))) is is_told


@pytest.mark.parametrize(("others", "is_told"), [(4, False), (5, True)])
def test_a_content_of_a_group_is_not_told_where_the_whole_less_it_would_tell_on_few(others, is_told):
    rows = [
        *several(6, "kind:framework", staff="missing"),
        *several(others, "kind:specific", staff="ok"),
        *several(6, "kind:specific", staff="not_applicable"),
    ]

    assert "Personal" in told(figures_context(rows, {}))
    assert ("Personal" in told(figures_context(rows, {"kind": ["framework"]}))) is is_told


def test_a_content_that_few_of_a_group_leave_out_is_not_told_of_it():
    rows = [
        *several(6, "kind:framework", staff="missing"),
        *several(2, "kind:framework", staff="not_applicable"),
        *several(6, "kind:specific", staff="not_applicable"),
        *several(6, "kind:specific", staff="ok"),
    ]

    assert "Personal" in told(figures_context(rows, {}))
    assert "Personal" not in told(figures_context(rows, {"kind": ["framework"]}))


def test_where_nobody_has_marked_one_sentence_says_so():
    page = figures_context(several(8), {})

    assert page["unread"] == "Encara ningú no ha marcat què diu el text de cap d’aquests convenis."
    assert (page["table"], page["sentences"]) == (None, [])


@pytest.mark.parametrize(
    "asked", [{}, {"kind": ["framework"]}, {"kind": ["specific"]}, {"year": ["2020"]}, {"year": ["2023"]}]
)
def test_agreements_that_are_alike_count_as_if_each_stood_alone(asked):
    rows = [*MANY, *several(6, "kind:framework", "year:2023", f="partial"), *several(9, "kind:framework")]
    together = alike([*rows[:5], *alike(rows[5:])])

    assert sum(row.number for row in together) == len(rows) > len(together)
    assert figures_context(together, asked) == figures_context(rows, asked)


@pytest.mark.parametrize(
    ("language", "percentage", "words"),
    [
        ("ca", 38, "el 38 %"),
        ("ca", 11, "l’11 %"),
        ("ca", 1, "l’1 %"),
        ("es", 11, "el 11 %"),
        ("en", 38, "38%"),
    ],
)
def test_a_share_begins_a_sentence(language, percentage, words):
    with override(language):
        assert the_share(percentage) == words


# --- From the database -------------------------------------------------------------------------------


def make_many(number, *, owners, record=(), registered=True, **facts):
    alliance = make_alliance(partners=owners)
    made = []
    for i in range(number):
        spine = {"owner": owners[i % len(owners)], "origin": "imported", **dict(record)}
        parts = [("seguiment", "Comissió.")]
        made.append(make_agreement(alliance, parts=parts, record=spine, registered=False, **facts))
        made[-1].parties.set(owners)
        if registered:
            register_agreement(agreement=made[-1], by=None)
    return made


@pytest.fixture
def owners(db):
    return [make_organisation() for _ in range(3)]


def test_the_page_shows_public_agreements_and_no_others(client, owners):
    public = make_many(5, owners=owners)
    for one in public[:2]:
        CompletenessMark.objects.create(agreement=one, item="f", answer="missing")
    make_many(3, owners=owners, record={"visibility": "organisation"})
    make_many(3, owners=owners, record={"is_example": True})
    make_many(3, owners=owners, kind="protocol")
    make_many(3, owners=owners, registered=False)

    page = client.get("/semafor/")

    assert page.context["of_what"] == "5 convenis públics, de 3 entitats."
    assert page.context["sentences"][0].startswith("El 40 % dels convenis no diu qui en fa el seguiment")
    assert not any(one.title in page.content.decode() for one in public)


def test_many_agreements_of_two_organisations_are_not_compared(client, owners):
    make_many(8, owners=owners[:2])

    page = client.get("/semafor/")

    assert "Aquí no hi ha prou convenis per comparar" in page.content.decode()
    assert page.context["table"] is None


def test_a_documented_agreement_counts_for_its_first_party(client, owners):
    make_many(5, owners=owners, record={"owner": None, "origin": "documented"})

    assert client.get("/semafor/").context["table"] is None  # one organisation, however many partners


def test_it_costs_the_same_however_many_there_are(owners):
    counts = []
    for number in (1, 20):
        made = make_many(number, owners=owners)
        with CaptureQueriesContext(connection) as queries:
            rows = compared_agreements(date(2026, 1, number))
        assert len(rows) >= len(made)
        counts.append(len(queries))

    assert counts[0] == counts[1]


# --- Counted by a task, and told to who asks -----------------------------------------------------------


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-11-22T12:00:00+01:00", tick=False)
    return time_machine


@pytest.fixture
def counted_elsewhere(db):
    """Somebody else is counting. Not to be asked for after the test has counted: it would wait for the test’s end."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [KEY])
    yield
    other.close()


def of_what(client):
    context = client.get("/semafor/").context
    return " ".join(filter(None, [context["of_what"], context["of_day"]]))


FIVE, TEN = "5 convenis públics, de 3 entitats.", "10 convenis públics, de 3 entitats."


def test_the_figures_stand_until_the_task_counts_them_again(client, clock, owners):
    make_many(5, owners=owners)
    assert of_what(client) == FIVE
    make_many(5, owners=owners)

    clock.move_to("2026-11-22T12:14:59+01:00", tick=False)
    sweep_semafor()
    assert of_what(client) == FIVE
    clock.move_to("2026-11-22T12:15:00+01:00", tick=False)
    assert of_what(client) == FIVE  # who asks never waits for them
    sweep_semafor()
    assert of_what(client) == TEN


def test_those_of_another_day_say_so_until_the_task_counts_them_again(client, clock, owners):
    make_many(5, owners=owners)
    clock.move_to("2026-11-22T23:59:00+01:00", tick=False)
    sweep_semafor()

    clock.move_to("2026-11-23T00:01:00+01:00", tick=False)
    assert of_what(client) == f"{FIVE} Tal com eren el 22 de novembre del 2026."
    sweep_semafor()
    assert of_what(client) == FIVE


@pytest.mark.usefixtures("counted_elsewhere")
def test_while_the_first_are_counted_nobody_else_counts_them(client, owners):
    make_many(5, owners=owners)
    sweep_semafor()
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/semafor/")

    assert "És el primer cop que es compten tots els convenis" in page.content.decode()
    assert not any("alliances_agreement" in query["sql"] for query in queries)


@pytest.mark.usefixtures("counted_elsewhere")
def test_while_they_are_counted_again_the_last_ones_are_told(client, clock, owners):
    make_many(5, owners=owners)
    today = date(2026, 11, 22)
    cache.set(KEY, Figures(today, timezone.now(), tuple(compared_agreements(today))), None)
    make_many(5, owners=owners)

    clock.move_to("2026-11-22T13:00:00+01:00", tick=False)
    sweep_semafor()
    assert of_what(client) == FIVE
