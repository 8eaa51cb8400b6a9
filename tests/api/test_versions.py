"""``?version=N``: the public reads the versions it once had, those involved and staff read all."""

import pytest

from alliances.models import Part
from alliances.rules import AGREEMENT, ALLIANCE, publish_alliance, register_agreement
from tests.api.calling import Caller
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
SECRET = "El preu secret és de set euros."


def registered_again(agreement):
    """Correct the text and register a second version."""
    Part.objects.filter(agreement=agreement).update(text="El preu és públic.")
    register_agreement(agreement=AGREEMENT.load(agreement.record), by=None)


def corrected_before(owner, party):
    """An agreement registered, corrected and registered again before its alliance was published."""
    alliance = make_alliance(published=False, owner=owner)
    agreement = make_agreement(
        alliance, parts=[("primera", SECRET)], registered=False, record={"owner": owner}
    )
    agreement.parties.add(party)
    register_agreement(agreement=agreement, by=None)
    registered_again(agreement)
    publish_alliance(alliance=ALLIANCE.load(alliance.record), by=None)
    return agreement


PATHS = ("", "text/", "diff/")


@pytest.mark.parametrize("path", PATHS)
def test_a_version_that_was_corrected_before_anybody_read_it_is_hidden(path):
    agreement = corrected_before(make_organisation(), make_organisation())
    outsider = Caller(make_user(organisation=make_organisation(), membership="admin"))

    for caller in (Caller(), outsider):
        assert caller.get(f"agreements/{agreement.record.code}/{path}?version=1").status_code == 404
        assert caller.get(f"agreements/{agreement.record.code}/{path}?version=2").status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_curators_owner_and_parties_read_it(path):
    owner, party = make_organisation(), make_organisation()
    agreement = corrected_before(owner, party)
    involved = [make_user(organisation=owner), make_user(organisation=party, membership="reader")]

    for user in [*involved, make_user(role="curator")]:
        answer = Caller(user).get(f"agreements/{agreement.record.code}/{path}?version=1")
        assert answer.status_code == 200
    assert SECRET in Caller(user).get(f"agreements/{agreement.record.code}/text/?version=1").content.decode()


def test_a_version_that_was_public_stays_so_when_another_follows():
    agreement = make_agreement(make_alliance(), parts=[("primera", "El primer text.")])

    registered_again(agreement)

    for number in (1, 2):
        assert Caller().get(f"agreements/{agreement.record.code}/text/?version={number}").status_code == 200


def test_a_version_from_when_the_agreement_was_for_its_parties_is_hidden():
    agreement = make_agreement(
        make_alliance(), parts=[("primera", SECRET)], record={"visibility": "partners"}
    )
    agreement.record.visibility = "public"
    agreement.record.save()

    registered_again(agreement)

    assert Caller().get(f"agreements/{agreement.record.code}/?version=1").status_code == 404
    assert Caller().get(f"agreements/{agreement.record.code}/?version=2").status_code == 200


def test_a_version_from_when_the_alliance_was_for_its_partners_is_hidden():
    alliance = make_alliance(record={"visibility": "partners"})
    agreement = make_agreement(alliance, parts=[("primera", SECRET)])
    registered_again(agreement)
    alliance.record.visibility = "public"
    alliance.record.save()

    publish_alliance(alliance=ALLIANCE.load(alliance.record), by=None)

    for noun, thing in (("agreements", agreement), ("alliances", alliance)):
        assert Caller().get(f"{noun}/{thing.record.code}/?version=1").status_code == 404
        assert Caller().get(f"{noun}/{thing.record.code}/?version=2").status_code == 200
