"""An agreement in a few lines: who its parties are, what they put in, and what can be done from its page."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from alliances.models import Agreement, AgreementKind
from alliances.pages.procedures import procedures_url, rooms_of
from alliances.readings import Reading
from observatori.formats.phrases import euros, typographic
from observatori.organisations.models import Organisation, User
from observatori.publishing.access import may_write_record
from observatori.publishing.addresses import page_url
from observatori.publishing.models import State
from observatori.publishing.steps import tasks_url


def party_rows(reading: Reading, confirmations: Iterable[dict]) -> list[dict]:
    """Return the parties as the glance lists them, {name, url, state, label}: the state is that of its confirmation,
    empty where none is asked. `confirmations`: of `pages.confirmations.agreement_confirmations`.
    """
    answers = {one["code"]: one for one in confirmations}
    return [
        {
            "name": typographic(party["name"]),
            "url": page_url("organisation", code=party["code"], slug=party["slug"]),
            "state": answers.get(party["code"], {}).get("state", ""),
            "label": answers.get(party["code"], {}).get("label", ""),
        }
        for party in reading.parties
    ]


def total_committed(found: Iterable[dict]) -> dict | None:
    """Return what the commitments come to in money, {amount, years}; None where no amount is known."""
    amounts = [commitment for commitment in found if commitment["amount"] is not None]
    if not amounts:
        return None
    years = sorted({commitment["year"] for commitment in amounts if commitment["year"]})
    return {
        "amount": euros(sum(commitment["amount"] for commitment in amounts)),
        "years": "–".join(str(year) for year in dict.fromkeys([*years[:1], *years[-1:]])),
    }


def member_actions(user: User, agreement: Agreement) -> list[dict]:
    """Return what the members of its parties and staff do with an agreement, {label, url}; nothing for the others.

    Whoever may write it changes it and adds an addendum; the procedures and the radar are those of her organisations.
    """
    record = agreement.record
    if record.state == State.ARCHIVED:
        return []
    writing = _writing(agreement) if may_write_record(user, record) else []
    return [*writing, *_rooms(rooms_of(user, agreement), record.code)]


def _writing(agreement):
    record = agreement.record
    found = [{"label": _("Edita’l"), "url": tasks_url(record)}]
    if agreement.kind == AgreementKind.ADDENDUM:
        return found
    owner = [record.owner.slug] if record.owner_id else []
    url = reverse("agreement_editing:new_addendum", args=[*owner, record.code])
    return [*found, {"label": _("Afegeix una addenda"), "url": url}]


def _rooms(rooms: list[Organisation], code):
    """The procedures and the radar of each organisation, by its name where there is more than one."""
    found = []
    for room in rooms:
        whose = f": {typographic(room.name)}" if len(rooms) > 1 else ""
        found += [
            {"label": _("Tràmits") + whose, "url": procedures_url(room, code)},
            {"label": _("Radar de venciments") + whose, "url": reverse("workspace:radar", args=[room.slug])},
        ]
    return found
