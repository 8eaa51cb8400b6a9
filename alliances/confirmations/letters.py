"""The letters of the double confirmation: one row of the ledger each, written in the transaction of what it tells.

Who may still answer, and whether it is still waited for, is asked again when the letter is composed.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.urls import reverse

from alliances.models import Answer, Confirmation, PartnerAnswer, Partnership
from observatori import mail
from observatori.formats.phrases import typographic
from observatori.organisations.members import administering, administrators, in_charge
from observatori.organisations.models import User
from observatori.publishing.addresses import page_url
from observatori.publishing.deliveries import asked, notify_all
from observatori.publishing.draft_addresses import draft_url
from observatori.publishing.models import Delivery, Record


def tell_of_asking(owing: Iterable[tuple[Partnership, PartnerAnswer | None]], *, turn: str = "") -> None:
    """Ask the admins of each partner to answer, with the answer that is no longer about what stands, if it gave one.

    Each is asked once a `turn`. The number of queries does not depend on how many there are.
    """
    owing = list(owing)
    admins = _admins_of(partnership.organisation_id for partnership, _after in owing)
    notify_all(
        _asking_of(partnership, after, user, turn)
        for partnership, after in owing
        for user in admins[partnership.organisation_id]
    )


def _asking_of(partnership, after, user, turn):
    letter = "confirmation_again" if after else "confirmation_asked"
    about = f"{partnership.pk}:{after.pk}" if after else partnership.pk
    key = f"{letter}:{about}:{user.pk}{turn and f':{turn}'}"
    payload = {"partnership": partnership.pk, "after": after.pk if after else None}
    return asked(letter=letter, to=user, key=key, payload=payload)


def administered(organisations: Iterable[int]) -> set[int]:
    """Return the ids of the organisations where there is somebody to ask, in one query."""
    return set(administering(list(organisations)).values_list("organisation", flat=True))


def tell_of_answer(answer: PartnerAnswer, record: Record) -> None:
    """Tell who acts for the alliance’s owner what a partner answered, but not who says it herself."""
    letter, payload = f"partner_{answer.answer}", {"answer": answer.pk}
    who = answer.by and answer.by.user_id
    notify_all(
        asked(letter=letter, to=user, key=f"{letter}:{answer.pk}:{user.pk}", payload=payload)
        for user in in_charge(record.owner_id)
        if user.pk != who
    )


def _admins_of(organisations: Iterable[int]) -> dict[int, list[User]]:
    """The admins of each organisation, by its key. In one query."""
    rows = administering(list(organisations))
    found = defaultdict(list)
    for row in rows.select_related("user").order_by("user"):
        found[row.organisation_id].append(row.user)
    return found


# --- Letters: each returns None when nothing may be told any more ------------------------------------


def confirmation_asked(delivery: Delivery) -> mail.Letter | None:
    """Ask an admin of a partner to confirm its part in an alliance; None once it has been answered."""
    return _asking(delivery, Partnership.objects.filter(confirmation=Confirmation.PENDING))


def confirmation_again(delivery: Delivery) -> mail.Letter | None:
    """Tell an admin of a partner that what it answered about has changed; None once it has answered again."""
    rows = Partnership.objects.filter(confirmation__in=[Confirmation.STALE, Confirmation.DISPUTED])
    later = PartnerAnswer.objects.filter(
        alliance=OuterRef("alliance"), organisation=OuterRef("organisation"), pk__gt=delivery.payload["after"]
    )
    return _asking(delivery, rows.exclude(Exists(later)))


def _asking(delivery, rows):
    rows = rows.select_related("organisation", "alliance__record__published_revision")
    row = rows.filter(pk=delivery.payload["partnership"]).first()
    user = _addressee(delivery, administrators([row.organisation_id])) if row else None
    if user is None:
        return None
    room = reverse("workspace:confirmation", args=[row.organisation.slug, row.pk])
    facts = {"organisation": row.organisation.name, "url": mail.absolute(room)}
    return _letter(delivery, row.alliance.record, **facts)


def partner_answered(delivery: Delivery) -> mail.Letter | None:
    """Tell somebody who acts for the owner what a partner answered."""
    answers = PartnerAnswer.objects.select_related(
        "organisation", "alliance__record__owner", "alliance__record__published_revision"
    )
    answer = answers.filter(pk=delivery.payload["answer"]).first()
    user = answer and _addressee(delivery, in_charge(answer.alliance.record.owner_id))
    if user is None:
        return None
    record = answer.alliance.record
    facts = {"organisation": answer.organisation.name, "reason": answer.reason}
    return _letter(delivery, record, draft_url=mail.absolute(draft_url(record, user)), **facts)


LETTERS = {
    "confirmation_asked": confirmation_asked,
    "confirmation_again": confirmation_again,
    f"partner_{Answer.CONFIRMED}": partner_answered,
    f"partner_{Answer.DISPUTED}": partner_answered,
}


def _addressee(delivery, people):
    """The person of the delivery, if she is still one of those it is for."""
    return people.filter(pk=delivery.payload["user"]).first()


def _letter(delivery, record, **facts):
    if record.withdrawn or record.published_revision is None:
        return None
    public = page_url(record.kind, code=record.code, slug=record.slug)
    about = {
        "title": record.published_revision.document["name"],
        "code": record.code,
        "public_url": mail.absolute(public),
    }
    return mail.render(delivery.letter, typographic(about | facts))
