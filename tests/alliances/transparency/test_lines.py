"""What the list says of each agreement, on given days."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.models import Commitment, CompletenessMark
from alliances.rules import publish_alliance, register_agreement
from alliances.transparency.gaps import lacking
from alliances.transparency.lines import transparency_lines
from alliances.transparency.sheet import transparency_sheet
from tests.documents.making import make_row
from tests.making import make_agreement, make_alliance, make_organisation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla", ownership="public")


@pytest.fixture
def council():
    return make_organisation("Consell Comarcal", ownership="public")


@pytest.fixture
def alliance(hospital, council):
    return make_alliance(owner=hospital, partners=[hospital, council], follow_up="Una comissió de sis.")


def agreed(alliance, *parties, title="Conveni", registered=True, **facts):
    """An agreement of these parties, signed and registered."""
    made = make_agreement(alliance, title, registered=False, **facts)
    made.parties.set(parties)
    if registered:
        register_agreement(agreement=made, by=None)
    return made


def amended(agreement, title, kind, registered=True, **facts):
    return agreed(
        agreement.alliance, *agreement.parties.all(), title=title, kind="addendum", addendum_kind=kind,
        amends=agreement, registered=registered, **facts,
    )  # fmt: skip


@pytest.fixture
def agreement(alliance, hospital, council):
    made = agreed(
        alliance, hospital, council, registered=False, title="Conveni marc", summary="Compartir laboratori.",
        signed_on="2026-01-15", in_force_from="2026-02-01", in_force_until="2029-01-31",
        extension_until="2033-01-31", parts=[("setena", "Es reuneix cada mes.")],
    )  # fmt: skip
    made.parts.update(heading="Comissió de seguiment", label="Setena")
    facts = {"agreement": made, "organisation": hospital}
    Commitment.objects.create(**facts, year=2026, amount="1000.50", concept="Personal")
    Commitment.objects.create(**facts, year=2027, amount="2000")
    Commitment.objects.create(agreement=made, organisation=council, in_kind="Cessió del local")
    register_agreement(agreement=made, by=None)
    return made


def test_a_line_says_all_that_the_law_asks(agreement, hospital, council):
    (line,) = transparency_lines(hospital, TODAY)

    assert (line.code, line.title, line.date) == (agreement.record.code, "Conveni marc", "2026-01-15")
    assert {party["name"] for party in line.parties} == {"Hospital del Pla", "Consell Comarcal"}
    assert line.object == "Compartir laboratori."
    assert [(one.organisation["name"], one.amount, one.in_kind) for one in line.given] == [
        ("Hospital del Pla", 3000.5, ()), ("Consell Comarcal", None, ("Cessió del local",)),
    ]  # fmt: skip
    assert line.total == 3000.5
    assert (line.status.in_force_from, line.status.ends_on) == ("2026-02-01", "2029-01-31")
    assert line.extension_until == "2033-01-31"
    assert line.follow_up == "Comissió de seguiment (Setena)"
    assert (line.end, line.changes, lacking(line)) == (None, (), [])


def test_what_is_not_known_is_not_zero(alliance, hospital, council):
    agreed(alliance, hospital, council)

    (line,) = transparency_lines(hospital, TODAY)

    assert line.total is None
    assert lacking(line) == ["signed_on", "object", "obligations", "term"]
    assert line.follow_up == "Una comissió de sis."


def test_who_signed_by_name_alone_stands_once_beside_the_parties(alliance, hospital, council):
    made = agreed(alliance, hospital, council, registered=False)
    for position, name in enumerate(["Càritas", "Caritas", "hospital del Pla"]):
        made.signatures.create(party_text=name, position=position)
    register_agreement(agreement=made, by=None)

    (line,) = transparency_lines(hospital, TODAY)

    assert line.others == ("Caritas",)


def test_the_object_may_stand_in_a_clause(alliance, hospital, council):
    made = agreed(alliance, hospital, council, registered=False, parts=[("primera", "Fer-ho junts. " * 90)])
    made.parts.update(heading="Objecte", label="Primera")
    register_agreement(agreement=made, by=None)

    (line,) = transparency_lines(hospital, TODAY)

    assert line.object.startswith("Fer-ho junts.")
    assert line.object.endswith("…")
    assert len(line.object) <= 601


@pytest.mark.parametrize(("item", "field"), [("f", "follow_up"), ("c", "object")])
def test_what_editors_marked_in_the_text_goes_before_what_its_titles_say(
    alliance, hospital, council, item, field
):
    made = agreed(
        alliance, hospital, council, registered=False,
        parts=[("seguiment", "Objecte: es miraran les coses."), ("vuitena", "Un tercer decideix.")],
    )  # fmt: skip
    register_agreement(agreement=made, by=None)
    CompletenessMark.objects.create(agreement=made, item=item, answer="ok", parts=["vuitena"])

    (line,) = transparency_lines(hospital, TODAY)

    assert getattr(line, field) in ("vuitena", "Un tercer decideix.")


def test_addenda_are_changes_and_add_to_the_money(agreement, hospital):
    addendum = amended(agreement, "Addenda primera", "economic", registered=False, effective_on="2026-06-01")
    Commitment.objects.create(agreement=addendum, organisation=hospital, year=2026, amount="500")
    register_agreement(agreement=addendum, by=None)

    (line,) = transparency_lines(hospital, TODAY)
    (before,) = transparency_lines(hospital, date(2026, 5, 31))

    assert [change["title"] for change in line.changes] == ["Addenda primera"]
    assert line.changes[0]["datetime"] == "2026-06-01"
    assert (before.total, line.total) == (3000.5, 3500.5)


def test_an_early_end_says_when_and_why(agreement, hospital):
    amended(
        agreement, "Resolució", "termination", effective_on="2026-09-30", summary="De comú acord.",
        signed_on="2026-09-01",
    )  # fmt: skip

    (before,) = transparency_lines(hospital, date(2026, 9, 30))
    (after,) = transparency_lines(hospital, date(2026, 10, 1))

    assert after.status.state == "terminated"
    assert (after.end.on, after.end.cause) == ("2026-09-30", "De comú acord.")
    assert (before.status.state, before.end) == ("in_force", None)


def test_of_two_terminations_the_line_says_the_one_that_ended_it(agreement, hospital):
    amended(agreement, "Resolució", "termination", effective_on="2026-06-30", summary="De comú acord.")
    amended(agreement, "Una altra", "termination", effective_on="2026-09-30", summary="Per incompliment.")

    (line,) = transparency_lines(hospital, TODAY)

    assert (line.status.state, line.status.ends_on) == ("terminated", "2026-06-30")
    assert (line.end.on, line.end.cause) == ("2026-06-30", "De comú acord.")


@pytest.mark.parametrize(
    ("separated", "terminated", "on", "cause"),
    [
        ("2026-03-01", "2026-09-30", "2026-03-01", "Se’n va."),
        ("2026-09-30", "2026-03-01", "2026-03-01", "De comú acord."),
    ],
)
def test_who_left_reads_its_separation_unless_the_agreement_had_ended_before(
    agreement, hospital, council, separated, terminated, on, cause
):
    leaving = amended(
        agreement, "Separació", "separation", registered=False, effective_on=separated, summary="Se’n va."
    )
    leaving.leaving.set([hospital])
    register_agreement(agreement=leaving, by=None)
    amended(agreement, "Resolució", "termination", effective_on=terminated, summary="De comú acord.")

    (line,) = transparency_lines(hospital, TODAY)
    (other,) = transparency_lines(council, TODAY)

    assert (line.end.on, line.end.cause) == (on, cause)
    assert (other.end.on, other.end.cause) == (terminated, "De comú acord.")


def test_only_public_copies_are_linked_and_never_a_signed_original(agreement, hospital):
    make_row(agreement.record, title="Original", kind="signed_original", visibility="partners")
    make_row(agreement.record, title="Còpia interna", kind="public_copy", visibility="partners")
    make_row(agreement.record, title="Annex", kind="annex", visibility="public")
    make_row(agreement.record, title="Còpia", kind="public_copy", visibility="public")

    (line,) = transparency_lines(hospital, TODAY)

    assert [copy["title"] for copy in line.copies] == ["Còpia"]


def test_the_last_signed_comes_first_and_the_undated_last(alliance, hospital, council):
    for title, day in (("B", "2020"), ("A", "2024-05-01"), ("D", None), ("C", "2020-06")):
        agreed(alliance, hospital, council, title=title, signed_on=day)

    assert [line.title for line in transparency_lines(hospital, TODAY)] == ["A", "C", "B", "D"]


def test_who_joins_by_an_addendum_has_it_from_that_day(agreement):
    mutual = make_organisation("Mútua")
    joining = amended(
        agreement, "Adhesió", "accession", registered=False, signed_on="2026-06-01", effective_on="2026-06-01"
    )
    joining.parties.set([mutual])
    register_agreement(agreement=joining, by=None)

    assert transparency_lines(mutual, date(2026, 5, 31)) == []
    assert [line.title for line in transparency_lines(mutual, TODAY)] == ["Conveni marc"]


def test_what_the_public_does_not_read_is_no_line(alliance, hospital, council):
    parties = (hospital, council)
    agreed(alliance, *parties, registered=False)
    agreed(alliance, *parties, record={"visibility": "partners"})
    hidden = make_alliance(owner=hospital, partners=[hospital, council], published=False)
    agreed(hidden, *parties)
    withdrawn = agreed(alliance, *parties)
    withdrawn.record.withdrawn, withdrawn.record.withdrawn_reason = True, "Error"
    withdrawn.record.save()

    assert transparency_lines(hospital, TODAY) == []


def test_a_draft_changes_nothing_until_it_is_registered(agreement, hospital):
    agreement.summary = "Una altra cosa"
    agreement.save()
    agreement.parties.clear()

    (line,) = transparency_lines(hospital, TODAY)
    assert line.object == "Compartir laboratori."


def test_the_follow_up_is_the_published_one(alliance, hospital, council):
    agreed(alliance, hospital, council)
    alliance.follow_up = "Mandarina"
    alliance.save()
    assert transparency_lines(hospital, TODAY)[0].follow_up == "Una comissió de sis."

    publish_alliance(alliance=alliance, by=None)
    assert transparency_lines(hospital, TODAY)[0].follow_up == "Mandarina"


def test_the_queries_are_the_same_for_1_and_for_20(alliance, hospital, council, agreement):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            found = transparency_lines(hospital, TODAY)
            transparency_sheet(hospital, found, str)
        return len(captured), len(found)

    one, _count = queries()
    for number in range(19):
        other = agreed(alliance, hospital, council, signed_on="2020", title=f"Conveni {number}")
        amended(other, f"Addenda {number}", "extension", new_until="2030", effective_on="2021")

    assert queries() == (one, 20)
