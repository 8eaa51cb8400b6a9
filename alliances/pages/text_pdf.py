"""The consolidated text of an agreement on a day, as a PDF."""

from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.models import Section
from alliances.pages.agreement import agreement_head
from alliances.pages.states import as_shown, status_sentences, text_phrase
from alliances.pages.text import addendum_note, change_rows, conflict_rows
from alliances.readings import Reading
from alliances.text.part_names import whole_name
from observatori.formats.phrases import day, language, named
from observatori.pdf import paragraphs, pdf


def has_text(reading: Reading) -> bool:
    """Whether there is anything to print: parts, or what an addendum changes."""
    return bool(reading.text.parts or reading.document.get("changes"))


def consolidated_pdf(reading: Reading, *, address: str, mark: str = "") -> bytes:
    """Return the PDF of the text on the day of `reading`; `address` is the page where it can be checked, `mark` what
    stands at the head of each page of one that is not for everybody.

    The fingerprint is that of the API: of the terms as they are written, before apostrophes are made alike.
    """
    return pdf("consolidated_text", _data(as_shown(reading), reading.fingerprint, address, mark))


def _data(reading, fingerprint, address, mark):
    document, head = reading.document, agreement_head(reading)
    return {
        "language": language(),
        "title": document["title"],
        "eyebrow": f"{_('Observatori d’Aliances Estratègiques')} · {head['eyebrow']}",
        "running": f"{document['code']} · {text_phrase(reading)}",
        "page_words": _("Pàgina {n} de {of}"),
        "draft": mark or None,
        "day_words": text_phrase(reading),
        "sentences": " ".join(status_sentences(reading)),
        "informative": _(
            "Text a efectes informatius, sense valor d’original: el que obliga les parts és el conveni i les addendes "
            "que van signar."
        ),
        "facts": _facts(reading),
        "sections": [*_sections(reading), *_changes(reading)],
        "conflicts_title": _("El que no es pot conciliar"),
        "conflicts": [
            {
                "title": str(row["title"]),
                "sentence": str(row["sentence"]),
                "readings": [
                    {"title": said["title"], "paragraphs": paragraphs(said["text"])}
                    for said in row["readings"]
                ],
            }
            for row in conflict_rows(reading)
        ],
        "origin_title": _("D’on surt aquest text"),
        "origin": [
            {"term": _("Adreça"), "value": address},
            {"term": _("Empremta (SHA-256)"), "value": fingerprint},
            {"term": _("Data del PDF"), "value": day(timezone.localdate())},
        ],
    }


def _facts(reading):
    rows = [
        (_("Parts"), named(party["name"] for party in reading.parties)),
        (_("Signatura"), day(reading.status.signed_on)),
        (_("Addendes que s’hi apliquen"), named(addendum["title"] for addendum in reading.in_effect)),
    ]
    return [{"term": term, "value": value} for term, value in rows if value]


def _sections(reading):
    for section in Section:
        found = [_part(part, reading) for part in reading.text.parts if part["section"] == section]
        if found:
            yield {"name": str(section.label), "parts": found}


def _part(part, reading):
    behind = addendum_note(part["changed_by"], reading)
    note = _("Segons «%(title)s».") % {"title": behind["title"]} if behind else ""
    return _printed(part, f"{note} {behind['date']}." if behind and behind["date"] else note)


def _changes(reading):
    rows = change_rows(reading.document, ())
    if rows:
        parts = [
            _printed(row, " ".join(filter(None, [str(row["operation"]), row["target"]]))) for row in rows
        ]
        yield {"name": _("Què canvia"), "parts": parts}


def _printed(part, note):
    return {"name": whole_name(part), "note": note, "paragraphs": paragraphs(part["text"])}
