"""The style sheets: one file for the page, nothing dead in them, and no class without a style by mistake."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from observatori.local import style_sheet

CSS = settings.BASE_DIR / "static" / "css"
APART = {"editing", "guide"}  # of the forms alone, and of the guide
# Classes that other programs write, or that only mark a thing for scripts and tests.
WRITTEN_BY_OTHERS = {"htmx-request"}
# Classes that scripts and tests look for, or that say the plain kind of a thing.
WITHOUT_STYLE = {
    "both",
    "count",
    "documents",
    "kept",
    "needs",
    "new-comment",
    "new-organisation",
    "notice-info",
    "queue",
    "review-desk",
    "row-state",
    "to-before",
    "whole-text",
}


def sheets():
    return sorted(CSS.glob("*.css"))


def styled() -> set[str]:
    """Return the classes that the style sheets name."""
    text = "".join(path.read_text() for path in sheets())
    text = re.sub(r"/\*.*?\*/|\"[^\"]*\"|url\([^)]*\)", "", text, flags=re.S)
    return set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", text))


def files(folder: str, kind: str) -> list[str]:
    return [path.read_text() for path in (settings.BASE_DIR / folder).rglob(kind)]


def used() -> set[str]:
    """Return every word that may be a class: of class attributes, and of the strings of code and scripts."""
    classes = [
        value for text in files("templates", "*.html") for value in re.findall(r'class="([^>]*?)"', text)
    ]
    quoted = [
        "".join(pair)
        for folder, kind in (
            ("observatori", "*.py"),
            ("alliances", "*.py"),
            ("experiences", "*.py"),
            ("static/js", "*.js"),
        )
        for text in files(folder, kind)
        for pair in re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'", text)
    ]
    return {word for text in classes + quoted for word in re.findall(r"[\w-]+", text)}


def test_every_class_of_a_style_sheet_is_used():
    words = used() | {f"is-{state}" for state in used()} | {f"notice-{kind}" for kind in used()}

    assert styled() - words - WRITTEN_BY_OTHERS == set()


def written_in_templates() -> set[str]:
    """Return the whole class names of the templates; those made of pieces are left out."""
    found = set()
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        if "mail" in path.parts:
            continue  # letters carry their own style
        for value in re.findall(r'\bclass="([^"]*)"', path.read_text()):
            plain = re.sub(r"\S*\{\{.*?\}\}\S*|\{%.*?%\}", " ", value)
            found |= set(plain.split())
    return found


def test_every_class_of_a_template_has_a_style():
    assert written_in_templates() - styled() - WITHOUT_STYLE == set()


@pytest.mark.parametrize("path", sheets(), ids=lambda path: path.stem)
def test_no_style_sheet_passes_400_lines(path):
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize(
    "path", [path for path in sheets() if path.stem not in ("tokens", "print")], ids=lambda path: path.stem
)
def test_colours_and_properties_of_the_whole_site_are_set_in_the_tokens_alone(path):
    """A component may set a property of its own for its variants; paper knows only black."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)

    assert not re.search(r":root\s*\{[^}]*--", text)
    assert re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)\(", text) == []


def test_the_page_gets_every_sheet_in_one_file():
    found = Path(finders.find(style_sheet.NAME)).read_text()

    assert {*style_sheet.SHEETS, style_sheet.PRINTED} | APART == {path.stem for path in sheets()}
    assert all((CSS / f"{name}.css").read_text() in found for name in style_sheet.SHEETS)
    assert "@media print {" in found


def test_a_sheet_that_changes_is_found_changed(monkeypatch, tmp_path):
    monkeypatch.setattr(style_sheet, "FOLDER", tmp_path)
    for name in (*style_sheet.SHEETS, style_sheet.PRINTED):
        (tmp_path / f"{name}.css").write_text(f".{name} {{}}\n")

    assert ".records {}" in style_sheet.style_sheet()
    finder = style_sheet.StyleSheetFinder()
    finder.find(style_sheet.NAME)
    (tmp_path / "records.css").write_text(".other {}\n")
    assert ".other {}" in Path(finder.find(style_sheet.NAME)).read_text()
