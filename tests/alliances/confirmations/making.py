"""Short ways to change, register and look at what partners confirm."""

from django.core import mail
from django.utils import timezone

from alliances.models import Partnership
from alliances.rules import ALLIANCE, publish_alliance, register_agreement
from observatori.digests.letters import LETTERS
from observatori.publishing import deliveries
from observatori.publishing.editing import change
from observatori.publishing.models import Event, Record, Verb
from observatori.publishing.references import References
from tests.making import make_agreement

ANSWERS = (Verb.PARTNER_CONFIRMED, Verb.PARTNER_DISPUTED)


def row_of(alliance, organisation):
    return Partnership.objects.select_related("organisation").get(
        alliance=alliance, organisation=organisation
    )


def states(alliance):
    return {row.organisation.name: row.confirmation for row in Partnership.objects.filter(alliance=alliance)}


def signed_by(alliance, *parties, **facts):
    """A registered agreement of these parties."""
    made = make_agreement(alliance, registered=False, **facts)
    made.parties.set(parties)
    register_agreement(agreement=made, by=None)
    return made


def amended(agreement, *changes, **facts):
    """A registered addendum with these changes; its parties are those of the agreement."""
    facts = {"effective_on": "2026-01-01", "addendum_kind": "amendment", **facts}
    made = make_agreement(agreement.alliance, kind="addendum", amends=agreement, registered=False, **facts)
    made.parties.set(agreement.parties.all())
    for position, (target, text) in enumerate(changes):
        made.changes.create(op="replace", target=target, text=text, position=position)
    register_agreement(agreement=made, by=None)
    return made


def edited(alliance, user, **facts):
    """Change the working copy and publish it again."""
    record = Record.objects.get(pk=alliance.pk)
    change(record=record, rules=ALLIANCE, facts=facts, user=user, version=None, references=References(user))
    publish_alliance(alliance=ALLIANCE.load(Record.objects.get(pk=alliance.pk)), by=None)


def partner_facts(alliance, organisation, **changed):
    """The partners in the API’s write form, one of them changed."""
    document = ALLIANCE.document(ALLIANCE.load(alliance.record))
    written = [row | {"organisation": row["organisation"]["code"]} for row in document["partners"]]
    return [row | (changed if row["organisation"] == organisation.code else {}) for row in written]


def answers():
    return list(Event.objects.filter(verb__in=ANSWERS).values_list("verb", flat=True))


def told():
    """Hand everything over; return who got what."""
    list(deliveries.hand_over_due(letters=LETTERS, now=timezone.now()))
    return [(message.to[0], message.subject, message.body) for message in mail.outbox]
