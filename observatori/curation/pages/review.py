"""A record as the staff read it: its fields beside what is published, what was said of each, what happened."""

from collections.abc import Iterable, Mapping

from django.contrib.postgres.search import TrigramSimilarity
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliances.completeness.marks import markable_parts
from alliances.drafts import draft_readings
from alliances.models import ChangeOp
from alliances.registration import what_registering_shows
from alliances.text.part_names import whole_name
from observatori.curation.kinds import rules_of, title_of
from observatori.curation.pages.agreement import AGREEMENT, with_part_names
from observatori.curation.pages.alliance import ALLIANCE
from observatori.curation.pages.conversations import conversations, history, who
from observatori.curation.pages.experience import EXPERIENCE
from observatori.curation.pages.queue import due_words, waiting, why_not
from observatori.curation.pages.words import Field
from observatori.formats.differences import differences
from observatori.formats.phrases import capitalised, typographic
from observatori.organisations.models import Organisation, User
from observatori.publishing.kind_words import state_badge, words_of
from observatori.publishing.models import Kind, Record, State
from observatori.publishing.since_review import changed_since_review
from observatori.publishing.standing import public_url, taken_along, why_unread
from observatori.publishing.steps import tasks_url
from observatori.publishing.transitions import offered_verbs

SECTIONS = {Kind.ALLIANCE: ALLIANCE, Kind.AGREEMENT: AGREEMENT, Kind.EXPERIENCE: EXPERIENCE}
ALIKE = 0.5  # of pg_trgm’s 0 to 1: names that share half of their letters in groups of three
SIMILAR = 5
VERBS = {
    "start-review": gettext_lazy("Comença la revisió"),
    "request-changes": gettext_lazy("Demana els canvis"),
    "publish": gettext_lazy("Publica"),
    "register": gettext_lazy("Registra"),
    "reject": gettext_lazy("Rebutja"),
    "withdraw": gettext_lazy("Retira del públic"),
    "archive": gettext_lazy("Arxiva"),
    "unarchive": gettext_lazy("Desfés l’arxivament"),
}
DONE = {
    "start-review": gettext_lazy("Ha començat la revisió: ja podeu comentar els camps i decidir."),
    "request-changes": gettext_lazy("S’han demanat els canvis; l’autor n’ha rebut un avís."),
    "publish": gettext_lazy("%(the)s s’ha publicat."),
    "register": gettext_lazy("%(the)s s’ha registrat."),
    "reject": gettext_lazy("%(the)s s’ha rebutjat; l’autor n’ha rebut un avís."),
    "withdraw": gettext_lazy("%(the)s s’ha retirat: el públic ja no en pot llegir res."),
    "archive": gettext_lazy("%(the)s s’ha arxivat."),
    "unarchive": gettext_lazy("S’ha desfet l’arxivament."),
    "comment": gettext_lazy("S’ha desat el comentari."),
}
RARE = {"withdraw", "archive"}
PLAIN = {"publish", "start-review", "register"}  # what is done most, told with more weight


def done(verb: str, record: Record) -> str:
    """Return what is told once a verb is done: «L’aliança s’ha publicat.»"""
    return str(DONE[verb]) % {"the": capitalised(words_of(record).the)}


def sections(kind: str, document: dict) -> list[tuple[str, list[Field]]]:
    """Return the fields of a document by section, in the order of its forms."""
    return [
        (str(title), [field for one in fields for field in one.fields(document) if one.name in document])
        for title, fields in SECTIONS[kind]
    ]


def compared(kind: str, document: dict, published: dict | None, threads: list[dict]) -> list[dict]:
    """Return the sections of the working copy, each field beside the published one and with its conversations."""
    before = _by_key(sections(kind, published)) if published else {}
    shown = [
        (title, [_field(field, before.pop(field.key, None), published) for field in fields])
        for title, fields in sections(kind, document)
    ]
    gone = [_gone(field) for field in before.values() if field.lines]
    if gone:
        shown.append((_("Ja no hi és"), gone))
    _hang(threads, [field for _title, fields in shown for field in fields])
    return [_section(title, fields) for title, fields in shown if fields]


def strays(sections: Iterable[dict], threads: Iterable[dict]) -> list[dict]:
    """Return the conversations on the whole, and those on fields that are no longer there."""
    shown = {thread["pk"] for one in sections for field in one["fields"] for thread in field["threads"]}
    return [thread for thread in threads if thread["pk"] not in shown]


def organisations_in(kind: str, document: dict) -> list[dict]:
    """Return the organisations that a document names, with whether staff have verified each."""
    named = {
        Kind.ALLIANCE: lambda: [partner["organisation"] for partner in document["partners"]],
        Kind.AGREEMENT: lambda: document["parties"],
        Kind.EXPERIENCE: lambda: document["organisations"],
    }[kind]()
    found = Organisation.objects.filter(code__in=[one["code"] for one in named])
    return [organisation_row(one) for one in found.order_by("name", "pk")]


def organisation_row(organisation: Organisation) -> dict:
    """Return an organisation with its state and where it is checked."""
    label = _("Verificada") if organisation.verified else _("Pendent de verificar")
    return {
        "name": typographic(organisation.name),
        "url": reverse("curation:organisation", args=[organisation.slug]),
        "badge": {"state": "confirmed" if organisation.verified else "pending", "label": label},
    }


def agreements_in(record: Record, user: User) -> list[dict]:
    """Return the agreements of an alliance, registered or not, with their state today."""
    if record.kind != Kind.ALLIANCE:
        return []
    agreements = Record.objects.filter(agreement__alliance=record.pk, agreement__amends=None, deleted_at=None)
    return [
        {
            "title": typographic(reading.document["title"]),
            "url": reverse("curation:review", args=[reading.document["code"]]),
            "state": reading.status.state,
            "registered": reading.document["published_version"] is not None,
        }
        for reading in draft_readings(agreements.order_by("pk"), timezone.localdate(), user)
    ]


def alike(record: Record) -> list[dict]:
    """Return the records of the same kind with a similar name: it may be registered already."""
    rules = rules_of(record)
    others = rules.model.objects.filter(record__deleted_at=None, record__merged_into=None)
    others = others.exclude(pk=record.pk).select_related("record__owner")
    others = others.annotate(alike=TrigramSimilarity(rules.title, title_of(record)))
    return [
        {
            "title": typographic(getattr(other, rules.title)),
            "url": reverse("curation:review", args=[other.record.code]),
            "badge": state_badge(other.record),
            "owner": other.record.owner.name if other.record.owner else "",
        }
        for other in others.filter(alike__gte=ALIKE).order_by("-alike", "pk")[:SIMILAR]
    ]


def buttons(verbs: Iterable[str]) -> list[dict]:
    """Return the verbs that can be said now, as buttons; `rare` ones take something away and stand apart."""
    return [
        {"verb": verb, "label": label, "quiet": verb not in PLAIN, "rare": verb in RARE}
        for verb, label in VERBS.items()
        if verb in verbs
    ]


def _by_key(found):
    return {field.key: field for _title, fields in found for field in fields}


def _field(field, before, published):
    was = before.lines if before else []
    return {
        "name": field.name,
        "label": field.label,
        "lines": field.lines,
        "before": was,
        "changed": published is not None and was != field.lines,
        "diff": differences("\n".join(was), "\n".join(field.lines))
        if was and field.lines and was != field.lines
        else [],
        "threads": [],
    }


def _gone(field):
    """What is published and no longer in the working copy: read, not commented on."""
    return {
        "name": "",
        "label": field.label,
        "lines": [],
        "before": field.lines,
        "changed": True,
        "diff": [],
        "threads": [],
    }


def _section(title, fields):
    """The fields with words, with changes or with remarks; the empty ones fold into a line of their own."""
    told = [field for field in fields if field["lines"] or field["changed"] or field["threads"]]
    return {
        "title": title,
        "fields": told,
        "empty": [field for field in fields if field not in told],
        "changes": sum(field["changed"] for field in fields),
    }


def _mark(sections, changed):
    """Mark the fields that changed since the last review, also the empty ones, which are then shown with the rest."""
    for section in sections:
        for field in [*section["fields"], *section["empty"]]:
            field["since"] = field["name"] in changed
        emptied = [field for field in section["empty"] if field["since"]]
        section["fields"] += emptied
        section["empty"] = [field for field in section["empty"] if not field["since"]]


def _hang(threads, fields):
    """Hang each conversation at its field, at the row it is about, or at the first row of its field."""
    for thread in threads:
        name = thread["field"]
        own = [field for field in fields if field["name"] and f"{name}/".startswith(f"{field['name']}/")]
        rows = [field for field in fields if name and field["name"].startswith(f"{name}/")]
        for field in (own or rows)[:1]:
            field["threads"].append(thread)


def notices(record: Record) -> list[dict]:
    """Return what whoever decides should know first, as notice.html takes it."""
    found = []
    if record.owner and not record.owner.verified and record.state != State.PUBLISHED:
        found.append(
            {
                "kind": "info",
                "text": _("En publicar-ho, l’entitat «%(name)s» queda verificada.")
                % {"name": record.owner.name},
                "url": reverse("curation:organisation", args=[record.owner.slug]),
                "action": _("Comproveu l’entitat"),
            }
        )
    if record.withdrawn:
        facts = {"the": capitalised(words_of(record).the), "reason": record.withdrawn_reason}
        text = _("%(the)s s’ha retirat del públic: %(reason)s") % facts
        found.append({"kind": "warning", "text": text, "url": "", "action": ""})
    elif why := why_unread(record):
        found.append({"kind": "warning", "text": why, "url": "", "action": ""})
    return found


def open_notice(threads: Iterable[dict], verbs: Iterable[str]) -> list[dict]:
    """Return what whoever may publish should know of the conversations that are still open: publishing closes them."""
    found = [thread for thread in threads if not thread["resolved"]]
    if not found or "publish" not in verbs:
        return []
    words = ngettext(
        "Hi ha %(count)d comentari obert: si ho publiqueu, quedarà tancat.",
        "Hi ha %(count)d comentaris oberts: si ho publiqueu, quedaran tancats.",
        len(found),
    )
    url, action = f"#comentari-{found[0]['pk']}", _("Aneu al primer")
    return [{"kind": "warning", "text": words % {"count": len(found)}, "url": url, "action": action}]


def register_notice(record: Record, verbs: Iterable[str]) -> list[dict]:
    """Return what becomes public when an agreement is registered, for whoever may do it with one button."""
    if "register" not in verbs:
        return []
    return [{"kind": "info", "text": what_registering_shows(record.agreement), "url": "", "action": ""}]


def review_context(record: Record, document: dict, names: Mapping[str, str], user: User) -> dict:
    """Return everything the page of a record under review shows, but its forms; `names` are those of `part_names`."""
    published, threads = record.published_revision, conversations(record)
    versions = (document, published.document if published else None)
    versions = [one and with_part_names(one, names) for one in versions]
    shown = compared(record.kind, *versions, threads)
    changed = changed_since_review(record, document)
    _mark(shown, changed)
    verbs = offered_verbs(user, record)
    return {
        "record": record,
        "title": typographic(title_of(record)),
        "sections": shown,
        "general": strays(shown, threads),
        "changes": sum(section["changes"] for section in shown),
        "since": sum(field["since"] for section in shown for field in section["fields"]),
        "verbs": verbs,
        "taken_along": taken_along(record) if "withdraw" in verbs else "",
        "buttons": buttons(verbs),
        "why_not": why_not(user, record),
        "notices": [*notices(record), *open_notice(threads, verbs), *register_notice(record, verbs)],
        "facts": _facts(record),
        "organisations": organisations_in(record.kind, document),
        "agreements": agreements_in(record, user),
        "alike": alike(record),
        "history": history(record),
    }


def part_names(document: dict, user: User) -> dict[str, str]:
    """Return what the parts are called of the agreement that an addendum amends, by key; nothing for other records."""
    if not document.get("amends"):
        return {}
    amended = Record.objects.filter(code=document["amends"]["code"])
    added = [change for change in document["changes"] if change["op"] == ChangeOp.INSERT_AFTER]
    parts = [
        *added,
        *(p for one in draft_readings(amended, timezone.localdate(), user) for p in markable_parts(one)),
    ]
    return {part["key"]: whole_name(part) for part in parts}


def _facts(record):
    """Where the record is on its way, and where else it can be read."""
    return {
        "badge": state_badge(record),
        "kind": capitalised(words_of(record).noun),
        "submitter": who(record.submitted_by) if record.submitted_by else "",
        "waiting": waiting(record.submitted_at),
        "due": due_words(record.due_on),
        "edit_url": tasks_url(record),
        "public_url": public_url(record),
    }
