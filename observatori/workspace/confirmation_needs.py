"""What the double confirmation makes wait: parts to answer for, and partners that dispute what was registered."""

from collections.abc import Iterable

from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.confirmations.standing import answerable, dispute_reasons
from alliances.models import Confirmation, Partnership
from alliances.pages.confirmations import public_word
from observatori.formats.phrases import sentence, typographic
from observatori.organisations.models import Organisation
from observatori.publishing.steps import tasks_url

ORDER = (Confirmation.PENDING, Confirmation.STALE, Confirmation.DISPUTED, Confirmation.CONFIRMED)
WAITING = (Confirmation.PENDING, Confirmation.STALE)
WORDS = {
    Confirmation.PENDING: gettext_lazy("Per confirmar"),
    Confirmation.STALE: gettext_lazy("Cal tornar-ho a confirmar"),
}
TEXTS = {
    Confirmation.PENDING: gettext_lazy("Mireu si el que s’hi diu de la vostra entitat és així."),
    Confirmation.STALE: gettext_lazy("Ha canviat des que ho vau confirmar."),
}


def asked_of(organisation: Organisation):
    """Return the partnerships that an organisation was asked to answer for, those that wait first."""
    rows = Partnership.objects.filter(organisation=organisation, alliance__record__in=answerable())
    rows = rows.exclude(confirmation=Confirmation.UNASKED)
    places = [When(confirmation=state, then=Value(place)) for place, state in enumerate(ORDER)]
    rows = rows.select_related("alliance__record__owner", "alliance__record__published_revision")
    return rows.order_by(Case(*places, default=Value(len(ORDER))), "-alliance__record__updated_at", "pk")


def confirmation_url(partnership: Partnership, organisation: Organisation) -> str:
    """Return where an organisation answers for its part."""
    return reverse("workspace:confirmation", args=[organisation.slug, partnership.pk])


def title_of(partnership: Partnership) -> str:
    """Return the name of the alliance as it is published."""
    return typographic(partnership.alliance.record.published_revision.document["name"])


def confirmation_needs(organisation: Organisation) -> Iterable[dict]:
    """Return the needs of the double confirmation, as facts of `Need`, in three queries at most."""
    for partnership in asked_of(organisation).filter(confirmation__in=WAITING):
        yield _need(
            partnership,
            text=str(TEXTS[partnership.confirmation]),
            url=confirmation_url(partnership, organisation),
            word=str(WORDS[partnership.confirmation]),
        )
    disputed = Partnership.objects.filter(
        alliance__record__in=answerable().filter(owner=organisation), confirmation=Confirmation.DISPUTED
    )
    disputed = list(
        disputed.select_related(
            "organisation", "alliance__record__owner", "alliance__record__published_revision"
        )
    )
    reasons = dispute_reasons({one.alliance_id for one in disputed}) if disputed else {}
    for partnership in disputed:
        name = typographic(partnership.organisation.name)
        reason = reasons.get((partnership.alliance_id, partnership.organisation.code), "")
        facts = {"name": name, "reason": sentence(typographic(reason))}
        yield _need(
            partnership,
            text=_("«%(name)s» hi discrepa: %(reason)s") % facts,
            url=tasks_url(partnership.alliance.record),
            word=public_word(Confirmation.DISPUTED),
        )


def _need(partnership, **facts):
    record = partnership.alliance.record
    return {"state": partnership.confirmation, "title": title_of(partnership), "code": record.code, **facts}
