"""Whether the public reads a record now, and what takes an agreement away with its alliance."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from observatori.formats.phrases import sentence
from observatori.publishing.addresses import page_url
from observatori.publishing.models import Kind, Record, State, Visibility

KEPT = (
    gettext_lazy("Només ho llegeixen els socis"),
    gettext_lazy("Ho llegeixen les entitats que hi participen i l’Observatori; ningú més."),
)
KEPT_TO_SIGNERS = (
    gettext_lazy("Només ho llegeix qui ho signa"),
    gettext_lazy("Ho llegeixen l’entitat que ho registra, les que ho signen i l’Observatori; ningú més."),
)
NOT_YET = (
    gettext_lazy("Encara no és públic"),
    gettext_lazy(
        "Es farà públic quan se’n publiqui l’aliança. Ara ho llegeixen les entitats que hi participen i l’Observatori."
    ),
)
NO_MORE = gettext_lazy("Ja no és públic")


def is_public(record: Record) -> bool:
    """Whether anybody may read the record now: an agreement only with its alliance."""
    if not record.is_published or record.kind != Kind.AGREEMENT:
        return record.is_published
    alliance = record.agreement.alliance
    return alliance is not None and alliance.record.is_published


def public_url(record: Record) -> str:
    """Return the address of the page the public reads; an empty text where it reads none."""
    return page_url(record.kind, code=record.code, slug=record.slug) if is_public(record) else ""


def read_url(record: Record, *, draft: bool = False) -> str:
    """Return where who may read the draft of a record reads it: its page, where something was published and stands,
    else, or with `draft`, the draft’s look of it.
    """
    url = page_url(record.kind, code=record.code, slug=record.slug)
    stands = record.published_revision_id and not record.withdrawn and record.merged_into_id is None
    return url if stands and record.state != State.ARCHIVED and not draft else f"{url}?version=draft"


def who_reads(record: Record) -> dict[str, str]:
    """Return who reads what was published and is not for everybody, as the title and the text of a notice."""
    if record.kind == Kind.AGREEMENT and record.visibility == Visibility.ORGANISATION:
        title, text = KEPT_TO_SIGNERS
    elif not record.is_for_public:
        title, text = KEPT
    elif gone := why_unread(record):
        title, text = NO_MORE, gone
    else:
        title, text = NOT_YET
    return {"title": title, "text": text}


def withdrawn_with(record: Record) -> Record | None:
    """Return the withdrawn alliance that took an agreement from the public; None for anything else."""
    if record.kind != Kind.AGREEMENT or record.public_since is None or record.agreement.alliance is None:
        return None
    above = record.agreement.alliance.record
    told = above.withdrawn and above.is_for_public and above.state != State.ARCHIVED
    return above if told else None


def why_unread(record: Record) -> str:
    """Return why the public reads an agreement no more that it read with its alliance; else an empty text."""
    alliance = withdrawn_with(record)
    if alliance is None:
        return ""
    why = {"reason": sentence(alliance.withdrawn_reason)}
    return _("El públic ja no en llegeix res, perquè se n’ha retirat l’aliança: %(reason)s") % why


def taken_along(record: Record) -> str:
    """Return what else stops being public when an alliance is withdrawn; an empty text for the other kinds."""
    if record.kind != Kind.ALLIANCE:
        return ""
    agreements = Record.objects.published().filter(agreement__alliance=record.pk, agreement__amends=None)
    count = agreements.count()
    stays = _("Les experiències que hi fan referència es continuen llegint.")
    if not count:
        return stays
    words = ngettext(
        "Amb l’aliança també deixa de ser públic %(count)d conveni, amb les seves addendes.",
        "Amb l’aliança també deixen de ser públics %(count)d convenis, amb les seves addendes.",
        count,
    )
    return f"{words % {'count': count}} {stays}"
