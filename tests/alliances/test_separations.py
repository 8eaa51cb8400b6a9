"""Who leaves an agreement by a separation: written, read on its day, and kept in the list of who left."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from alliances.models import Agreement
from alliances.readings import public_readings
from alliances.rules import AGREEMENT, register_agreement
from alliances.transparency.lines import End, transparency_lines
from alliances.transparency.page import line_rows
from observatori.publishing.editing import change, create
from observatori.publishing.references import References
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2012, 5, 31), date(2012, 6, 1)


@pytest.fixture
def clinic():
    return make_organisation("Clínica del Pla")


@pytest.fixture
def council():
    return make_organisation("Consell Comarcal")


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def editor(hospital):
    return make_user(organisation=hospital)


@pytest.fixture
def agreement(hospital, council, clinic):
    alliance = make_alliance(owner=hospital, partners=[hospital, council, clinic])
    made = make_agreement(alliance, "Conveni marc", registered=False, signed_on="2010-11-09")
    made.parties.set([hospital, council, clinic])
    register_agreement(agreement=made, by=None)
    return made


@pytest.fixture
def amend(agreement, editor, hospital):
    """Return a function that writes an addendum as the editor and gives it."""

    def amend(**facts):
        facts = {"title": "Addenda", "kind": "addendum", "amends": agreement.record.code} | facts
        return create(
            rules=AGREEMENT, facts=facts, owner=hospital, user=editor, references=References(editor)
        )

    return amend


@pytest.fixture
def separation(agreement, clinic):
    made = make_agreement(
        agreement.alliance, "La clínica se’n va", registered=False, kind="addendum", addendum_kind="separation",
        amends=agreement, signed_on="2012-05-02", effective_on="2012-06-01", summary="La clínica tanca.",
    )  # fmt: skip
    made.parties.set(agreement.parties.all())
    made.leaving.set([clinic])
    register_agreement(agreement=made, by=None)
    return made


def reading(agreement, at):
    (found,) = public_readings([Agreement.objects.get(pk=agreement.pk)], at)
    return found


def names(parties):
    return {party["name"] for party in parties}


def test_who_leaves_is_a_party_until_the_day_it_takes_effect(agreement, separation):
    before, after = reading(agreement, BEFORE), reading(agreement, AFTER)

    assert (len(before.parties), before.former_parties) == (3, [])
    assert names(after.parties) == {"Hospital del Pla", "Consell Comarcal"}
    assert names(after.former_parties) == {"Clínica del Pla"}
    assert before.fingerprint != after.fingerprint


def test_the_pages_say_who_left(client, agreement, separation):
    after = client.get(f"/convenis/{agreement.record.code}/?at={AFTER}").text
    before = client.get(f"/convenis/{agreement.record.code}/?at={BEFORE}").text

    assert "Se n’han separat" in after
    assert "Se n’han separat" not in before
    assert "Se’n separa: Clínica del Pla." in after
    assert "Se’n separen" in client.get(f"/convenis/{separation.record.code}/").text


def test_its_list_keeps_the_agreement_with_the_day_and_the_cause(agreement, separation, clinic, hospital):
    (line,) = transparency_lines(clinic, AFTER)
    (of_who_stays,) = transparency_lines(hospital, AFTER)

    assert line.end == End("2012-06-01", "La clínica tanca.", separated=True)
    assert line_rows([line])[0]["end"] == (
        "L’entitat se’n va separar l’1 de juny del 2012. La clínica tanca."
    )
    assert of_who_stays.end is None
    assert transparency_lines(clinic, BEFORE)[0].end is None


def test_only_a_separation_takes_somebody_out(amend, clinic):
    with pytest.raises(ValidationError) as error:
        amend(addendum_kind="extension", leaving=[clinic.code])

    assert error.value.message_dict == {"leaving": ["Només d’una separació se’n va algú."]}


def test_an_addendum_that_is_a_separation_no_more_takes_nobody_out(amend, clinic, editor):
    made = amend(addendum_kind="separation", leaving=[clinic.slug])
    assert list(made.leaving.all()) == [clinic]

    change(
        record=made.record, rules=AGREEMENT, facts={"addendum_kind": "amendment"}, user=editor, version=None,
        references=References(editor),
    )  # fmt: skip
    assert not made.leaving.exists()


def test_the_parties_of_a_later_addendum_are_those_who_stay(amend, separation, clinic, agreement):
    later = amend(addendum_kind="amendment")

    assert set(later.parties.all()) == set(agreement.parties.exclude(pk=clinic.pk))


@pytest.fixture
def joined(agreement):
    """Who joined the agreement by a registered accession."""
    joining = make_organisation("Caliu del Pla")
    made = make_agreement(
        agreement.alliance, registered=False, kind="addendum", addendum_kind="accession", amends=agreement,
        signed_on="2011-05-02", effective_on="2011-06-01",
    )  # fmt: skip
    made.parties.set([joining])
    register_agreement(agreement=made, by=None)
    return joining


def test_who_has_joined_is_a_party_of_a_later_addendum(
    client, amend, agreement, joined, separation, clinic, editor, hospital
):
    client.force_login(editor)
    page = client.get(f"/tauler/{hospital.slug}/convenis/{agreement.record.code}/addenda/")

    there = [*agreement.parties.exclude(pk=clinic.pk), joined]
    assert list(amend(addendum_kind="amendment").parties.order_by("pk")) == sorted(
        there, key=lambda one: one.pk
    )
    rows = page.context["form"].rows["parties"]
    assert {row.initial["organisation"] for row in rows.forms} >= {one.code for one in there}
    assert clinic.code not in {row.initial.get("organisation") for row in rows.forms}


def test_who_will_join_or_was_withdrawn_is_no_party_yet(amend, agreement, joined):
    accession = agreement.addenda.get(addendum_kind="accession")
    of_nobody = {"withdrawn": True, "withdrawn_reason": "Un error."}
    for facts in (of_nobody, {"withdrawn": False, "withdrawn_reason": "", "state": "archived"}):
        for name, value in facts.items():
            setattr(accession.record, name, value)
        accession.record.save()
        assert joined not in amend(addendum_kind="amendment").parties.all()

    accession.record.state, accession.effective_on = "published", "2999-01-01"
    accession.record.save()
    accession.save()
    register_agreement(agreement=Agreement.objects.get(pk=accession.pk), by=None)
    assert joined not in amend(addendum_kind="amendment").parties.all()


def test_the_step_offers_the_parties(client, amend, editor, hospital):
    made = amend(addendum_kind="separation")
    client.force_login(editor)
    url = f"/tauler/{hospital.slug}/convenis/{made.record.code}/dades/"
    offered = client.get(url).context["form"].fields["leaving"].choices

    assert {label for _code, label in offered} == {"Hospital del Pla", "Consell Comarcal", "Clínica del Pla"}


def test_the_api_says_who_leaves(client, amend, editor, clinic):
    made = amend(addendum_kind="separation", leaving=[clinic.code])
    client.force_login(editor)

    answer = client.get(f"/api/v1/addenda/{made.record.code}/?version=draft").json()

    assert answer["leaving"] == [{"code": clinic.code, "slug": clinic.slug, "name": clinic.name}]
