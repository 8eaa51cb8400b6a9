"""What a partner confirms, as people read it: its part, the terms it signed, and what has changed since it answered."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliances.confirmations.compared import Versions, current_rows, first_difference, participation
from alliances.confirmations.letters import administered
from alliances.confirmations.rules import OWED
from alliances.confirmations.standing import Answered, Standing, dispute_reasons
from alliances.models import Confirmation, PartnerAnswer, PartnerRole, Partnership
from alliances.pages.agreement import kind_word, term_facts
from alliances.pages.commitments import commitment_table
from alliances.pages.states import as_shown, status_sentences
from alliances.readings import Reading
from alliances.text.part_names import short_name
from observatori.formats.differences import differences
from observatori.formats.phrases import capitalised, day, listed, sentence, typographic
from observatori.publishing.addresses import page_url
from observatori.publishing.models import Record
from observatori.publishing.pages import fact
from observatori.publishing.step_pages import name_of
from observatori.vocabularies import terms

SHORT = 12  # hexadecimal digits of a fingerprint: enough to compare by eye or by phone
COUNTED = (Confirmation.PENDING, Confirmation.CONFIRMED, Confirmation.DISPUTED, Confirmation.STALE)
IN_PUBLIC = {
    Confirmation.STALE: gettext_lazy("Confirmat abans de l’últim canvi"),
    Confirmation.DISPUTED: gettext_lazy("En discrepància"),
}


class Said(NamedTuple):
    """A fact in words, to be compared with what it was."""

    label: str
    text: str


def confirmation_phrase(partners: Iterable[Mapping]) -> str:
    """Return how many partners confirm their part: «Confirmada per 3 de 4 socis»; nothing where none is asked."""
    facts = _counted(partner["confirmation"] for partner in partners)
    said = ngettext(
        "Confirmada per %(count)d de %(asked)d soci",
        "Confirmada per %(count)d de %(asked)d socis",
        facts["asked"],
    )
    return said % facts if facts["asked"] else ""


def parties_phrase(confirmations: Iterable[Mapping]) -> str:
    """Return how many parties of an agreement confirm it: «Confirmat per 3 de 5 parts»; nothing where none is asked."""
    facts = _counted(one["state"] for one in confirmations)
    said = ngettext(
        "Confirmat per %(count)d de %(asked)d part",
        "Confirmat per %(count)d de %(asked)d parts",
        facts["asked"],
    )
    return said % facts if facts["asked"] else ""


def _counted(states: Iterable[str]) -> dict[str, int]:
    """How many confirm, of those that were asked."""
    states = [state for state in states if state in COUNTED]
    return {"count": states.count(Confirmation.CONFIRMED), "asked": len(states)}


def public_word(state: str) -> str:
    """Return the word of a confirmation where it is not the usual one of its state."""
    return str(IN_PUBLIC.get(state, ""))


def with_reasons(partners: Iterable[dict], record: Record) -> list[dict]:
    """Return the rows of partners.html with why each that disputes it does so: for those involved, and staff."""
    reasons = dispute_reasons([record.pk])
    return [row | {"confirmation_note": reasons.get((record.pk, row["code"]), "")} for row in partners]


def agreement_confirmations(reading: Reading, alliance: int | None) -> list[dict]:
    """Return which parties of an agreement confirm their part in its alliance: {code, name, url, state, label}."""
    codes = [party["code"] for party in reading.parties]
    rows = Partnership.objects.filter(alliance=alliance, organisation__code__in=codes)
    rows = rows.exclude(confirmation=Confirmation.UNASKED).select_related("organisation")
    return [
        {
            "code": row.organisation.code,
            "name": typographic(row.organisation.name),
            "url": page_url("organisation", code=row.organisation.code, slug=row.organisation.slug),
            "state": row.confirmation,
            "label": public_word(row.confirmation),
        }
        for row in rows
    ]


def unconfirmed_rows(partnerships: Iterable[Partnership]) -> list[dict]:
    """Return the rows of confirmations/unconfirmed.html: whose answer is missing or disputes, and why it does.

    `partnerships` come with their organisation and the published revision of their alliance.
    """
    rows = list(partnerships)
    reasons = dispute_reasons({row.alliance_id for row in rows})
    reached = administered(row.organisation_id for row in rows)
    return [
        {
            "pk": row.pk,
            "code": row.alliance.record.code,
            "title": typographic(row.alliance.record.published_revision.document["name"]),
            "url": page_url("alliance", code=row.alliance.record.code, slug=row.alliance.record.slug),
            "partner": typographic(row.organisation.name),
            "partner_code": row.organisation.code,
            "state": row.confirmation,
            "label": public_word(row.confirmation),
            "reason": typographic(reasons.get((row.alliance_id, row.organisation.code), "")),
            "owes": row.confirmation in OWED,
            "reached": row.organisation_id in reached,
        }
        for row in rows
    ]


def by_partner(rows: Iterable[dict]) -> list[dict]:
    """Return the rows of one partner after another as groups: {partner, rows, reached}."""
    return [
        {"partner": name, "rows": found, "reached": found[0]["reached"]}
        for (_code, name), together in groupby(rows, key=itemgetter("partner_code", "partner"))
        for found in [list(together)]
    ]


def participation_facts(partner: Mapping) -> list[dict]:
    """Return the part of a partner as facts.html takes it."""
    facts = participation(typographic(dict(partner)))
    return [
        fact(_("Paper"), capitalised(PartnerRole(facts["role"]).label), note=sentence(facts["role_text"])),
        fact(_("Hi va entrar"), capitalised(day(facts["joined_on"]))),
        *([fact(_("En va sortir"), capitalised(day(facts["left_on"])))] if facts["left_on"] else []),
        fact(_("Objectius propis"), facts["own_objectives"] or "", lang="ca"),
        fact(_("Beneficis que n’espera"), listed(_labels("benefit", facts["benefits"]))),
        fact(_("Què hi aporta"), listed(_labels("contribution", facts["contribution"]))),
        fact(_("Detall de l’aportació"), facts["contribution_text"] or "", lang="ca"),
    ]


def terms_rows(standing: Standing, at: date, urls: Mapping[int, str]) -> list[dict]:
    """Return the agreements a partner is a party of, with their terms on a day and their fingerprint; by `urls`,
    where each is read.
    """
    return [_terms_row(versions, at, urls[pk]) for pk, versions in standing.terms.items()]


def changes_since(answered: Answered, standing: Standing, code: str, at: date) -> list[dict]:
    """Return what has changed since a partner (of that `code`) answered: {title, text, rows: [{label, runs}]}."""
    then = current_rows(answered.row.revision.document["partners"]).get(code)
    found = []
    if then is not None and (rows := _differing(_said(then), _said(standing.partner))):
        found.append({"title": _("La vostra participació"), "text": "", "rows": rows})
    for pk in {**answered.terms, **standing.terms}:
        on, before = answered.terms.get(pk, (None, None))
        if change := _change(before, standing.terms.get(pk), on, at):
            found.append(change)
    return found


def answer_entries(answers: Iterable[PartnerAnswer]) -> list[dict]:
    """Return the answers of a partner as timeline.html takes them."""
    return [
        {
            "date": day(timezone.localdate(answer.at)),
            "datetime": timezone.localdate(answer.at).isoformat(),
            "title": _("En registrar-ho") if answer.by_registering else name_of(answer.by),
            "text": answer.reason,
            "state": answer.answer,
            "label": public_word(answer.answer),
        }
        for answer in answers
    ]


def _terms_row(versions, at, url):
    reading, value = _reading(versions, at), versions.fingerprint(at)
    document, count = reading.document, len(versions.addenda)
    addenda = ngettext("%(count)d addenda", "%(count)d addendes", count) % {"count": count} if count else ""
    return {
        "title": document["title"],
        "eyebrow": " · ".join(filter(None, [kind_word(document), document["code"], addenda])),
        "url": url,
        "sentences": status_sentences(reading),
        "facts": [row for row in term_facts(reading) if row["value"]],
        "commitments": commitment_table(own) if (own := reading.commitments) else None,
        "fingerprint": value,
        "short": value[:SHORT],
    }


def _change(before: Versions | None, now: Versions | None, on, at):
    """What has become of the terms of one agreement; None where they are the same."""
    if before is None:
        return {
            "title": _title(now),
            "text": _("És un conveni nou: quan vau respondre no hi era."),
            "rows": [],
        }
    if now is None:
        text = _("Ja no és entre els convenis registrats de què sou part.")
        return {"title": _title(before), "text": text, "rows": []}
    when = _first_difference(before, now, on, at)
    if when is None:
        return None
    rows = _differing(_terms_said(_reading(before, when)), _terms_said(_reading(now, when)))
    return {"title": _title(now), "text": _("Tal com és a %(day)s.") % {"day": day(when)}, "rows": rows}


def _first_difference(before, now, on, at) -> date | None:
    """The day to show the difference of: `at` where there is one then, else the first; None where there is none."""
    if before.revisions == now.revisions:
        return None
    if before.fingerprint(at) != now.fingerprint(at):
        return at
    return first_difference(before, now, on)


def _reading(versions, at) -> Reading:
    addenda = tuple(document for _number, document in versions.addenda)
    return as_shown(Reading(versions.agreement[1], addenda, at))


def _title(versions):
    return typographic(versions.agreement[1]["title"])


def _said(partner) -> dict[str, Said]:
    """The part of a partner, each fact as one text."""
    rows = participation_facts(partner)
    return {row["term"]: Said(row["term"], _joined(" · ", row["value"], row.get("note"))) for row in rows}


def _terms_said(reading) -> dict[str, Said]:
    """The terms of an agreement on a day, each as one text: parties, dates, parts and commitments."""
    names = sorted(party["name"] for party in reading.parties)
    said = {"parties": Said(_("Qui el signa"), "\n".join(names))}
    said |= {row["term"]: Said(row["term"], row["value"]) for row in term_facts(reading)}
    for part in reading.text.parts:
        said[f"part {part['key']}"] = Said(short_name(part), _joined("\n", part["heading"], part["text"]))
    rows = commitment_table(reading.commitments)["rows"]
    lines = [_joined(" · ", *(cell["text"] for cell in row)) for row in rows]
    return said | {"commitments": Said(_("Compromisos"), "\n".join(lines))}


def _differing(before: Mapping[str, Said], now: Mapping[str, Said]) -> list[dict]:
    """What is not the same, in the order of what there is now; what is no more comes last."""
    nothing = Said("", "")
    pairs = [(before.get(key, nothing), now.get(key, nothing)) for key in {**now, **before}]
    return [
        {"label": new.label or old.label, "runs": differences(old.text, new.text)}
        for old, new in pairs
        if old.text != new.text
    ]


def _joined(between, *texts):
    return between.join(filter(None, texts))


def _labels(vocabulary, codes):
    return [terms.label(vocabulary, code) for code in codes]
