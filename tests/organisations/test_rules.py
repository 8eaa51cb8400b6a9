"""Registering an organisation, and becoming a verified one that the public reads."""

import pytest
from django.core.exceptions import ValidationError

from observatori.organisations.models import Membership, Organisation
from observatori.organisations.rules import register_organisation
from observatori.publishing.models import Event, SearchEntry, Verb
from observatori.publishing.organisations import refresh_organisations, verify_organisation
from tests.making import make_alliance, make_organisation, make_term, make_user

pytestmark = pytest.mark.django_db


def test_who_registers_an_organisation_is_its_admin_and_it_waits_for_verification():
    user = make_user()
    legal_form = make_term("legal_form", "foundation-x")

    organisation = register_organisation(
        facts={
            "name": "Fundació Nova",
            "legal_form": legal_form.code,
            "aliases": ["FN", "FN"],
            "sectors": [],
        },
        user=user,
    )

    assert Membership.objects.get(user=user).role == "admin"
    assert (organisation.slug, organisation.verified, organisation.legal_form) == (
        f"fundacio-nova-{number_of(organisation)}",
        False,
        legal_form,
    )
    assert [alias.name for alias in organisation.aliases.all()] == ["FN"]
    assert not SearchEntry.objects.filter(organisation=organisation).exists()


def number_of(organisation):
    return int(organisation.code.rpartition("-")[2])


def test_staff_register_for_others_without_becoming_members():
    user = make_user(role="curator")

    register_organisation(facts={"name": "D’algú altre"}, user=user, member=False)

    assert not Membership.objects.exists()


def test_an_address_does_not_tell_whether_another_waits_with_that_name():
    user = make_user()
    made = [register_organisation(facts={"name": "Consorci"}, user=user) for _ in range(3)]

    assert [one.slug for one in made] == [f"consorci-{number_of(one)}" for one in made]


def test_an_address_that_is_already_anothers_is_not_given_twice():
    user = make_user()
    number = number_of(register_organisation(facts={"name": "Consorci"}, user=user)) + 1
    Organisation.objects.update(slug=f"consorci-{number}")

    organisation = register_organisation(facts={"name": "Consorci"}, user=user)

    assert organisation.slug == f"consorci-{number}-{organisation.code.lower()}"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "X", "tax_id": "Q0818003A"}, "tax_id"),
        ({"name": "X", "legal_form": "cap"}, "legal_form"),
        ({"name": "X", "sectors": ["cap"]}, "sectors"),
        ({"name": "X", "website": "no és cap adreça"}, "website"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(facts, field):
    with pytest.raises(ValidationError) as refusal:
        register_organisation(facts=facts, user=make_user())

    assert field in refusal.value.error_dict
    assert not Organisation.objects.exists()


def test_one_tax_id_is_of_one_organisation_however_it_is_written():
    user = make_user()
    register_organisation(facts={"name": "Una", "tax_id": "q-0818003 f"}, user=user)

    with pytest.raises(ValidationError, match="NIF"):
        register_organisation(facts={"name": "Una altra", "tax_id": "ES Q0818003F"}, user=user)


def test_a_verified_organisation_is_public_and_verifying_it_again_changes_nothing(client):
    curator, organisation = make_user(role="curator"), make_organisation("Fundació Nova")
    assert client.get(f"/entitats/{organisation.slug}/").status_code == 404

    first = verify_organisation(organisation=organisation, by=curator)
    again = verify_organisation(organisation=organisation, by=make_user(role="curator"))

    assert client.get(f"/entitats/{organisation.slug}/").status_code == 200
    assert again.verified_by == first.verified_by == curator
    event = Event.objects.get(organisation=organisation)
    assert (event.verb, event.actor.user) == (Verb.VERIFIED, curator)


def test_an_organisation_stays_in_the_search_only_while_something_public_names_it():
    named, verified, alone = make_organisation(), make_organisation(), make_organisation()
    verify_organisation(organisation=verified, by=make_user(role="curator"))
    alliance = make_alliance(partners=[named, alone, verified])
    SearchEntry.objects.filter(record=alliance.record).delete()
    make_alliance(partners=[named, make_organisation()])

    refresh_organisations(one.code for one in (named, verified, alone))

    entries = SearchEntry.objects.filter(organisation__in=[named, verified, alone])
    assert {entry.organisation for entry in entries} == {named, verified}
