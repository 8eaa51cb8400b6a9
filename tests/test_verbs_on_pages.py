"""Every state × verb × role on the two doors that pages have: the author’s workspace and the staff’s desk.

The expectations are those written by hand for the API, whose third door tests/api/test_verbs.py tries.
"""

import pytest
from django.db import transaction
from django.test import Client

from observatori.publishing.models import Record
from tests.api.test_verbs import (
    AGREEMENT_FROM,
    AGREEMENT_MAY,
    FROM,
    MAY,
    STATES,
    TO,
    alliance_in,
    experience_in,
    people,
)
from tests.making import make_agreement, make_alliance, make_organisation

pytestmark = pytest.mark.django_db
FORMS = {"alliances": "aliances", "experiences": "experiencies"}
REVIEWING = {"start-review", "request-changes", "publish", "reject"}
WITH_REASON = {"withdraw": "Ho demanen.", "reject": "No escau."}
STAFF = {"curator", "administrator", "curator_of_owner"}


def answer(user, address, values):
    """The status of a POST, and the state it leaves, both taken back."""
    client = Client()
    if user:
        client.force_login(user)
    with transaction.atomic():
        status = client.post(address, values).status_code
        code = next(part for part in address.split("/") if part.startswith("OAE-"))
        state = Record.objects.get(code=code).state
        transaction.set_rollback(True)
    return status, state


def expected(role, *, reads, may, possible):
    if role == "anonymous":
        return 302  # to the log-in page
    if not reads:
        return 404
    if not may:
        return 403
    return 302 if possible else 409


def assert_answer(place, state, found, wanted, left):
    status, now = found
    assert (*place, status) == (*place, wanted)
    done = wanted == 302 and place[0] != "anonymous"
    assert now == (left if done else state)


@pytest.mark.parametrize("make", [alliance_in, experience_in])
@pytest.mark.parametrize("state", STATES)
def test_the_author_s_door(make, state):
    owner, partner = make_organisation(), make_organisation()
    noun, code = make(state, owner, partner).split("/")
    for role, user in people(owner, partner).items():
        for verb in MAY["admin"]:
            address = f"/tauler/{owner.slug}/{FORMS[noun]}/{code}/accions/{verb}/"
            found = answer(user, address, {"reason": WITH_REASON.get(verb, "")})
            wanted = expected(
                role,
                reads=role != "outsider",
                may=verb in MAY.get(role, ()),
                possible=state in FROM[verb],
            )
            assert_answer((role, verb), state, found, wanted, TO[verb] if verb != "withdraw" else state)


@pytest.mark.parametrize("make", [alliance_in, experience_in])
@pytest.mark.parametrize("state", STATES)
def test_the_staff_s_door(make, state):
    owner, partner = make_organisation(), make_organisation()
    _noun, code = make(state, owner, partner).split("/")
    version = Record.objects.get(code=code).version
    for role, user in people(owner, partner).items():
        for verb in sorted(REVIEWING | {"withdraw", "archive", "unarchive"}):
            values = {"verb": verb, "version": version, "reason": "Motiu.", "comment-summary": "Més clar."}
            found = answer(user, f"/curadoria/{code}/", values)
            wanted = expected(
                role, reads=role in STAFF, may=verb in MAY.get(role, ()), possible=state in FROM[verb]
            )
            assert_answer((role, verb), state, found, wanted, TO[verb] if verb != "withdraw" else state)


@pytest.mark.parametrize("state", ["draft", "published", "archived"])
def test_the_door_of_an_agreement(state):
    owner, partner = make_organisation(), make_organisation()
    alliance = make_alliance(partners=[owner, partner], owner=owner)
    agreement = make_agreement(
        alliance, registered=state != "draft", record={"owner": owner, "origin": "registered"}
    )
    agreement.parties.set([owner, partner])
    Record.objects.filter(pk=agreement.pk).update(state=state)
    for role, user in people(owner, partner).items():
        for verb in AGREEMENT_FROM:
            address = f"/tauler/{owner.slug}/convenis/{agreement.record.code}/accions/{verb}/"
            found = answer(user, address, {"reason": WITH_REASON.get(verb, "")})
            wanted = expected(
                role,
                reads=role != "outsider",
                may=verb in AGREEMENT_MAY.get(role, ()),
                possible=state in AGREEMENT_FROM[verb],
            )
            left = {"register": "published", "archive": "archived", "unarchive": "draft"}.get(verb, state)
            assert_answer((role, verb), state, found, wanted, left)
