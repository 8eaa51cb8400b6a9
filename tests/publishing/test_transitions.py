"""The table of the workflow, written out by hand: state × verb × who."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from alliances.models import Partnership
from alliances.rules import AGREEMENT, ALLIANCE
from experiences.rules import EXPERIENCE
from observatori.publishing.models import Event, Record, State
from observatori.publishing.transitions import WrongState, advance, possible_verbs
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db

STATES = list(State)
EVERYTHING = {
    "submit",
    "start-review",
    "request-changes",
    "publish",
    "reject",
    "withdraw",
    "archive",
    "unarchive",
}
# What each state lets somebody do who may do everything, for a record nobody has published yet.
UNPUBLISHED = {
    "draft": {"submit", "archive"},
    "submitted": {"start-review", "reject", "archive"},
    "in_review": {"request-changes", "publish", "reject"},
    "changes_requested": {"submit", "archive"},
    "rejected": {"archive"},
    "archived": {"archive", "unarchive"},
}
# The same for one the public reads a version of.
PUBLISHED = {
    "draft": {"submit", "withdraw", "archive"},
    "submitted": {"start-review", "reject", "withdraw", "archive"},
    "in_review": {"request-changes", "publish", "reject", "withdraw"},
    "changes_requested": {"submit", "withdraw", "archive"},
    "published": {"withdraw", "archive"},
    "rejected": {"withdraw", "archive"},
    "archived": {"archive", "unarchive"},
}
WHO = {
    "owner reader": set(),
    "owner editor": {"submit"},
    "owner admin": {"submit", "withdraw", "archive", "unarchive"},
    "partner admin": set(),
    "curator": EVERYTHING,
    "curator of the owner": {"submit", "withdraw", "archive", "unarchive"},
    "outsider": set(),
}
AGREEMENTS = {
    (False, "draft"): {"register", "archive"},
    (False, "archived"): {"archive", "unarchive"},
    (True, "draft"): {"register", "withdraw", "archive"},
    (True, "published"): {"withdraw", "archive"},
    (True, "archived"): {"archive", "unarchive"},
}
WHO_REGISTERS = {
    "owner reader": set(),
    "owner editor": set(),
    "owner admin": {"register", "withdraw", "archive", "unarchive"},
    "party admin": {"register", "withdraw", "archive", "unarchive"},
    "party editor": set(),
    "curator": {"register", "withdraw", "archive", "unarchive"},
    "curator of the owner": {"register", "withdraw", "archive", "unarchive"},  # as its admin
    "curator who edits for the owner": {"withdraw", "archive", "unarchive"},
    "curator who edits for a party": {"withdraw", "archive", "unarchive"},
    "outsider": set(),
}
FACTS = {
    "reject": {"reason": "No hi escau."},
    "withdraw": {"reason": "A petició dels socis."},
    "request-changes": {"comments": [{"field": "summary", "text": "Més llarg."}]},
}


@pytest.fixture
def people():
    owner, partner = make_organisation(), make_organisation()
    return {
        "owner": owner,
        "partner": partner,
        "owner reader": make_user(organisation=owner, membership="reader"),
        "owner editor": make_user(organisation=owner),
        "owner admin": make_user(organisation=owner, membership="admin"),
        "partner admin": make_user(organisation=partner, membership="admin"),
        "party admin": make_user(organisation=partner, membership="admin"),
        "party editor": make_user(organisation=partner),
        "curator": make_user(role="curator"),
        "curator of the owner": make_user(role="curator", organisation=owner, membership="admin"),
        "curator who edits for the owner": make_user(role="curator", organisation=owner),
        "curator who edits for a party": make_user(role="curator", organisation=partner),
        "outsider": make_user(organisation=make_organisation(), membership="admin"),
    }


def alliance(people, published):
    partners = [people["owner"], people["partner"]]
    return make_alliance(owner=people["owner"], partners=partners, published=published).record, ALLIANCE


def experience(people, published):
    facts = {"summary": "Resum.", "what_was_done": "Es va fer.", "organisations": [people["owner"]]}
    return make_experience(owner=people["owner"], published=published, **facts).record, EXPERIENCE


def agreement(people, published):
    made = make_agreement(
        make_alliance(partners=[people["owner"], people["partner"]]),
        registered=published,
        record={"owner": people["owner"], "origin": "registered"},
    )
    made.parties.set([people["owner"], people["partner"]])
    return made.record, AGREEMENT


def in_state(record, state):
    Record.objects.filter(pk=record.pk).update(state=state)
    return Record.objects.select_related("owner").get(pk=record.pk)


@pytest.mark.parametrize("kind", [alliance, experience])
@pytest.mark.parametrize("published", [False, True])
def test_every_state_offers_each_person_her_verbs(people, kind, published):
    made, _rules = kind(people, published)
    for state, verbs in (PUBLISHED if published else UNPUBLISHED).items():
        record = in_state(made, state)
        for who, may in WHO.items():
            assert set(possible_verbs(people[who], record)) == verbs & may, (state, who)


@pytest.mark.parametrize("kind", [alliance, experience])
@pytest.mark.parametrize("verb", sorted(EVERYTHING))
@pytest.mark.parametrize("who", WHO)
def test_a_verb_is_done_only_where_the_table_says_it(people, kind, verb, who):
    made, rules = kind(people, True)
    events = Event.objects.filter(record=made)
    for state, verbs in PUBLISHED.items():
        record, before = in_state(made, state), events.count()
        facts = {"record": record, "verb": verb, "user": people[who], "rules": rules, **FACTS.get(verb, {})}
        if verb not in WHO[who]:
            with pytest.raises(PermissionDenied):
                advance(**facts)
        elif verb not in verbs:
            with pytest.raises(WrongState):
                advance(**facts)
        else:
            advance(**facts)
            Record.objects.filter(pk=made.pk).update(withdrawn=False, withdrawn_reason="")
            continue
        assert events.count() == before
        assert Record.objects.get(pk=made.pk).state == state


@pytest.mark.parametrize(
    ("verb", "source", "target"),
    [
        ("submit", "draft", "submitted"),
        ("submit", "changes_requested", "submitted"),
        ("start-review", "submitted", "in_review"),
        ("request-changes", "in_review", "changes_requested"),
        ("publish", "in_review", "published"),
        ("reject", "submitted", "rejected"),
        ("reject", "in_review", "rejected"),
        ("withdraw", "in_review", "in_review"),
        ("withdraw", "draft", "draft"),
        ("archive", "draft", "archived"),
        ("archive", "rejected", "archived"),
    ],
)
@pytest.mark.parametrize("kind", [alliance, experience])
def test_where_a_verb_leads(people, kind, verb, source, target):
    made, rules = kind(people, True)

    record = advance(
        record=in_state(made, source), verb=verb, user=people["curator"], rules=rules, **FACTS.get(verb, {})
    )

    assert Record.objects.get(pk=record.pk).state == target


@pytest.mark.parametrize(("published", "state"), AGREEMENTS)
def test_an_agreement_is_registered_not_reviewed(people, published, state):
    record = in_state(agreement(people, published)[0], state)

    for who, may in WHO_REGISTERS.items():
        assert set(possible_verbs(people[who], record)) == AGREEMENTS[published, state] & may, who


@pytest.mark.parametrize("who", WHO_REGISTERS)
def test_who_registers_an_agreement(people, who):
    record, rules = agreement(people, False)
    facts = {"record": record, "verb": "register", "user": people[who], "rules": rules}

    if "register" in WHO_REGISTERS[who]:
        assert advance(**facts).state == State.PUBLISHED
    else:
        with pytest.raises(PermissionDenied):
            advance(**facts)


def addendum(people, amended, owner):
    made = make_agreement(
        amended.agreement.alliance,
        kind="addendum",
        amends=amended.agreement,
        addendum_kind="amendment",
        registered=False,
        record={"owner": people[owner], "origin": "registered"},
    )
    made.parties.set([people[owner]])
    return made.record


@pytest.mark.parametrize("owner", ["owner", "third partner"])
def test_only_a_party_of_the_agreement_registers_its_addenda(people, owner):
    people |= {"third partner": make_organisation()}
    people |= {"its admin": make_user(organisation=people["third partner"], membership="admin")}
    Partnership.objects.create(
        alliance=(amended := agreement(people, True)[0]).agreement.alliance,
        organisation=people["third partner"],
    )
    record = addendum(people, amended, owner)

    may = {who for who in [*WHO_REGISTERS, "its admin"] if "register" in possible_verbs(people[who], record)}

    assert may == {who for who, verbs in WHO_REGISTERS.items() if "register" in verbs}
    with pytest.raises(PermissionDenied):
        advance(record=record, verb="register", user=people["its admin"], rules=AGREEMENT)


@pytest.mark.parametrize("verb", ["submit", "start-review", "request-changes", "publish", "reject"])
def test_an_agreement_does_not_know_the_verbs_of_the_review(people, verb):
    record, rules = agreement(people, False)

    with pytest.raises(KeyError):
        advance(record=record, verb=verb, user=people["curator"], rules=rules)


@pytest.mark.parametrize(
    ("verb", "state", "facts", "field"),
    [
        ("reject", "in_review", {"reason": "  "}, "reason"),
        ("withdraw", "published", {}, "reason"),
        ("request-changes", "in_review", {}, "comments"),
        (
            "request-changes",
            "in_review",
            {"comments": [{"field": "zzz", "text": "Hola."}]},
            "comments/0/field",
        ),
        ("request-changes", "in_review", {"comments": [{"field": "name", "text": ""}]}, "comments/0/text"),
    ],
)
def test_what_a_verb_asks_for_and_is_not_given(people, verb, state, facts, field):
    made, rules = alliance(people, True)

    with pytest.raises(ValidationError) as refused:
        advance(record=in_state(made, state), verb=verb, user=people["curator"], rules=rules, **facts)

    assert field in refused.value.error_dict
    assert Record.objects.get(pk=made.pk).state == state


def test_publishing_verifies_the_owner(people):
    made, rules = alliance(people, False)

    advance(record=in_state(made, "in_review"), verb="publish", user=people["curator"], rules=rules)

    people["owner"].refresh_from_db()
    assert people["owner"].verified_by == people["curator"]
