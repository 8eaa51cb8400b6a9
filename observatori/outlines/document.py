"""An outline as a DOCX: the text, and shaded under each part what it answers and what was learnt."""

import io
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from alliances.models import Section
from alliances.text.blanks import BLANK
from observatori.formats.phrases import joined
from observatori.outlines.outline import Outline, Piece, lessons_once

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
AUTHOR = "Observatori d’Aliances Estratègiques"
NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
SHADE = "EEF1FB"


def outline_docx(outline: Outline, chosen: Iterable[str], title: str) -> bytes:
    """Return the chosen pieces of an outline as a file that word processors open; whatever is in them, it is text."""
    kept, document = set(chosen), Document()
    _describe(document, title)
    document.add_heading(_xml(title), level=0)
    _note(
        document, _("Punt de partida: %(code)s. Les notes ombrejades són de l’Observatori: "
        "són una ajuda, no un dictamen jurídic. Esborreu-les abans de signar.") % {"code": outline.document["code"]}
    )  # fmt: skip
    section = None
    for piece, lessons in lessons_once(one for one in outline.pieces if one.key in kept):
        if (now := piece.facts.get("section")) and now != section:
            section = now
            document.add_heading(str(Section(section).label), level=1)
        _write(document, piece, lessons)
    if unanswered := outline.unanswered(kept):
        document.add_heading(_("Què no diu encara cap part"), level=1)
        for words in unanswered:
            _note(document, words)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _write(document, piece: Piece, lessons):
    document.add_heading(_xml(piece.name), level=2)
    for paragraph in _xml(piece.facts["text"]).split("\n"):
        if paragraph.strip():
            _paragraph(document, paragraph.strip())
    if piece.contents:
        _note(document, _("Semàfor: %(contents)s.") % {"contents": joined(piece.contents)})
    for lesson in lessons:
        _note(document, _("Aprenentatge: %(text)s") % {"text": lesson["text"]})


def _paragraph(document, text):
    """The text with its blanks highlighted, so that none is left behind."""
    paragraph, end = document.add_paragraph(), 0
    for blank in BLANK.finditer(text):
        paragraph.add_run(text[end : blank.start()])
        paragraph.add_run(blank[0]).font.highlight_color = WD_COLOR_INDEX.YELLOW
        end = blank.end()
    paragraph.add_run(text[end:])


def _note(document, text):
    paragraph = document.add_paragraph(_xml(text))
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
        shade.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().append(shade)


def _describe(document, title):
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _xml(title)[:255], AUTHOR, ""
    properties.language = "ca"
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ca-ES")
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def _xml(text):
    """The text without the characters that XML cannot hold."""
    return NOT_XML.sub("", text)
