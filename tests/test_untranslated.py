"""No word that people read stands outside the catalogues: in templates, in what they pass on, in Python."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import DebugLexer, TokenType

ROOT = Path(settings.BASE_DIR)
TEMPLATES = [path for path in ROOT.glob("*/**/*.*") if "templates" in path.relative_to(ROOT).parts[:3]]
TEMPLATES = sorted(
    path for path in TEMPLATES if path.suffix in {".html", ".txt", ".svg"} and path.parts[-2] != "gallery"
)
READ_ALOUD = {"title", "aria-label", "aria-description", "placeholder", "alt", "label", "summary"}
WORD = re.compile(r"[^\W\d_]{2,}")
LITERAL = re.compile(r"""(?<![_\w(])(\w+)=(["'])(.*?)\2""")
NAME = "Observatori d’Aliances Estratègiques"  # the same in every language

SPOKEN_BY_COMMANDS = {"management", "local", "migrations"}  # to whoever runs the machine, or frozen
NOT_FOR_READERS = {
    "alliances/forms/split_text.py": "finds the clauses of an agreement in Catalan",
    "alliances/completeness/suggestions.py": "finds what a text speaks of, by its words",
    "observatori/accounts/checks.py": "a check of the settings",
    "observatori/accounts/demo.py": "the accounts of a machine of one’s own",
    "observatori/catalan.py": "the rules of Catalan themselves",
    "observatori/charts/tile_map.py": "names of comarques, the same in every language",
    "observatori/documents/findings.py": "finds identity numbers, however they are written",
    "observatori/formats/phrases.py": "words of dates in each language",
    "observatori/formats/typed_dates.py": "reads «26 de març del 2019»",
    "observatori/gallery/charts.py": "specimens that fill the charts",
    "observatori/gallery/samples.py": "specimens that fill the components",
    "observatori/gallery/views.py": "a specimen of what was typed",
    "observatori/imports/cases/agreements.py": "titles of records, in their own language",
    "observatori/imports/cases/sizes.py": "reads «més de 650 entitats»",
    "observatori/outlines/blanks.py": "finds dates and laws, by their words",
    "observatori/outlines/lessons.py": "finds what a lesson speaks of, by its words",
    "observatori/publishing/api/reading.py": "the schema of the API, in English",
    "observatori/social/drawing.py": "the name, in two lines",
    "observatori/settings.py": "the name, and errors of the settings",
}
GETTEXT = re.compile(r"^(_|n?p?gettext(_lazy|_noop)?)$")
OF_CATALAN = re.compile(r"[àèéíòóúïüç·’«»]", re.IGNORECASE)
COMMON = re.compile(r"\b(aquest|aquesta|els|les|del|que|cal|amb|per|una|heu|esteu|teniu)\b", re.IGNORECASE)


class Words(HTMLParser):
    """The text and the spoken attributes of a piece of HTML; what Django writes there is a ▪."""

    def __init__(self):
        super().__init__()
        self.found, self.silent = [], 0

    def handle_starttag(self, tag, attributes):
        self.silent += tag in {"script", "style", "code", "pre"}
        for name, value in attributes:
            if name in READ_ALOUD or (name == "value" and ("type", "submit") in attributes):
                self.found.append(value or "")

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style", "code", "pre"}

    def handle_data(self, data):
        if not self.silent:
            self.found.append(data)


def outside_the_catalogues(source):
    """The pieces with words of a template that no translation tag holds."""
    html, inside = [], ""
    for token in DebugLexer(source).tokenize():
        name = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if inside:
            inside = "" if token.token_type == TokenType.BLOCK and name == f"end{inside}" else inside
        elif token.token_type == TokenType.BLOCK and name in {"blocktranslate", "comment"}:
            inside = name
        elif token.token_type == TokenType.TEXT:
            html.append(token.contents)
        elif token.token_type != TokenType.COMMENT:
            html.append("▪")
            yield from passed_on(name, token.contents)
    words = Words()
    words.feed("".join(html))
    yield from (piece.strip() for piece in words.found if WORD.search(piece.replace("▪", " ")))


def passed_on(tag, contents):
    """The literals with a blank or a letter of Catalan that a tag hands to another template."""
    if tag in {"include", "with"}:
        for _name, _quote, text in LITERAL.findall(contents):
            if " " in text or not text.isascii():
                yield text


def literals_outside(code):
    """The literals that look like Catalan of a module, neither in gettext nor a docstring, with their lines."""
    tree = ast.parse(code)
    held = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            held.add(node.value)
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            held |= set(node.args) if GETTEXT.match(name) else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in held:
            text = node.value
            if NAME not in text and WORD.search(text) and (OF_CATALAN.search(text) or is_a_phrase(text)):
                yield node.lineno, text


def is_a_phrase(text):
    return " " in text.strip() and COMMON.search(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_template_says_nothing_outside_the_catalogues(path):
    said = (text.replace(NAME, "") for text in outside_the_catalogues(path.read_text()))

    assert [text for text in said if WORD.search(text)] == []


def test_no_module_says_anything_outside_the_catalogues():
    said = []
    for package in ("alliances", "experiences", "observatori"):
        for path in (ROOT / package).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if not SPOKEN_BY_COMMANDS & set(path.parts) and name not in NOT_FOR_READERS:
                said += [(name, *found) for found in literals_outside(path.read_text())]

    assert said == []


@pytest.mark.parametrize("name", NOT_FOR_READERS)
def test_a_module_that_is_let_off_says_something(name):
    assert list(literals_outside((ROOT / name).read_text()))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Deseu els canvis</p>", ["Deseu els canvis"]),
        ('<p>{% translate "Deseu els canvis" %}</p>', []),
        ("{% blocktranslate %}Deseu {{ a }} <b>ara</b>{% endblocktranslate %}", []),
        ('<button title="Deseu">{{ word }}</button>', ["Deseu"]),
        ('<input type="submit" value="Deseu"><input type="hidden" value="draft">', ["Deseu"]),
        ('{% include "x.html" with title="Res a fer" a="b" text=_("Res a dir") %}', ["Res a fer"]),
        ("{# Deseu #}{% comment %}Deseu{% endcomment %}<code>Deseu</code>", []),
    ],
)
def test_what_stands_outside_is_found(source, found):
    assert list(outside_the_catalogues(source)) == found


def test_a_literal_of_python_is_found():
    code = '"""Què és."""\nA = _("Què és")\nB = "Què és"\nC = "cal un nom"\nD = "que"\n'

    assert list(literals_outside(code)) == [(3, "Què és"), (4, "cal un nom")]
