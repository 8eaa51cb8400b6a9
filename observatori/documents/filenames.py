"""Names of files as people give them, made safe to show and to send in a header."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 150  # characters; a name in Catalan may need two bytes for some, and file systems take 255
SEPARATORS = re.compile(r"[\\/:*?\"<>|]+")
SPACES = re.compile(r"\s+")


def safe_filename(filename: str, extension: str) -> str:
    """Return the last part of `filename` without what could deceive or break out, ending in `.extension`.

    Control characters, line ends and marks that turn the direction of the text are dropped: with one of those
    «fdp.exe» reads «exe.pdf» (OWASP ASVS 5.0, 5.4.1; RFC 6266, §4.3).
    """
    last = PurePosixPath(filename.replace("\\", "/")).name
    visible = "".join(" " if mark.isspace() else mark for mark in last if not _is_hidden(mark))
    plain = SPACES.sub(" ", SEPARATORS.sub("_", unicodedata.normalize("NFC", visible))).strip(" .")
    stem = plain.removesuffix(PurePosixPath(plain).suffix).strip(" .")
    return f"{stem[:LONGEST].rstrip(' .') or 'document'}.{extension}"


def _is_hidden(mark):
    """Control, format and unassigned characters, surrogates and private ones; not the spaces among them."""
    return unicodedata.category(mark).startswith("C") and not mark.isspace()
