"""The letter to who is asked to look after an agreement: what it is, how it stands, and where its days are."""

from django.urls import reverse
from django.utils import timezone

from alliances.drafts import draft_readings
from alliances.models import Agreement, Charge
from alliances.pages.states import as_shown, status_sentences
from alliances.radar.charges import LETTER, live_charges
from alliances.radar.horizon import agreements_for
from alliances.radar.queries import ME
from observatori import mail
from observatori.formats.phrases import typographic
from observatori.publishing.access import may_give_charge
from observatori.publishing.addresses import page_url
from observatori.publishing.models import Delivery, Kind, Record


def charge_given(delivery: Delivery) -> mail.Letter | None:
    """Tell somebody that she looks after an agreement; None once she does no more, or may not read it."""
    charges = live_charges().filter(pk=delivery.payload["charge"], person=delivery.payload["user"])
    charge = charges.select_related("agreement__record", "organisation", "person", "given_by__user").first()
    if charge is None or not _may_read(charge):
        return None
    return mail.render(delivery.letter, typographic(_facts(charge)))


def _may_read(charge: Charge) -> bool:
    readable = agreements_for(charge.person, charge.organisation)
    agreements = Agreement.objects.filter(pk=charge.agreement_id, record__deleted_at=None)
    return readable.only(agreements, "pk").exists()


def _facts(charge):
    record, organisation, user = charge.agreement.record, charge.organisation, charge.person
    (reading,) = draft_readings([record], timezone.localdate(), user)
    by, room = charge.given_by and charge.given_by.user, organisation.slug
    mine = reverse("workspace:radar", args=[room], query={"assignee": ME})
    return {
        "title": charge.agreement.title,
        "code": record.code,
        "organisation": organisation.name,
        "who": str(by) if by else "",
        "sentences": status_sentences(as_shown(reading)),
        "url": mail.absolute(_read_url(record)),
        "radar_url": mail.absolute(mine),
        "change_url": _change_url(charge, user),
    }


def _read_url(record: Record) -> str:
    url = page_url(Kind.AGREEMENT, code=record.code, slug=None)
    return url if record.is_published else f"{url}?version=draft"


def _change_url(charge, user):
    """Where somebody else is named, for who may do it."""
    if not may_give_charge(user, charge.organisation):
        return ""
    return mail.absolute(
        reverse("workspace:charge", args=[charge.organisation.slug, charge.agreement.record.code])
    )


LETTERS = {LETTER: charge_given}
