"""All the style sheets of the public pages as one file: a page asks for one thing instead of a dozen."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/site.css"
FOLDER = settings.BASE_DIR / "static" / "css"
SHEETS = (
    *("tokens", "base", "layout", "components", "lists", "records"),
    *(
        "charts",
        "long",
        "pages",
        "stories",
        "forms",
        "desk",
        "completeness",
        "outlines",
        "radar",
        "transparency",
    ),
)
PRINTED = "print"


def style_sheet() -> str:
    """Return the sheets of static/css in the order of their layers, and then that of paper."""
    screen = "".join((FOLDER / f"{name}.css").read_text() for name in SHEETS)
    return f"{screen}@media print {{\n{(FOLDER / f'{PRINTED}.css').read_text()}}}\n"


class StyleSheetFinder(BaseFinder):
    """Finds css/site.css, written anew whenever one of its sheets has changed."""

    def __init__(self, *args, **kwargs):
        self.storage = FileSystemStorage(settings.VAR / "styles")

    def check(self, **kwargs) -> list:
        return []

    def list(self, ignore_patterns) -> Iterator:
        self._write()
        yield NAME, self.storage

    def find(self, path, find_all=False, **kwargs):
        if path != NAME:
            return []
        found = str(self._write())
        return [found] if find_all else found

    def _write(self):
        path, text = settings.VAR / "styles" / NAME, style_sheet()
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            written = path.with_suffix(".new")
            written.write_text(text)
            written.replace(path)  # another process may be reading it
        return path
