"""Looks inside a PDF, ODT, DOCX or XLSX and says what is wrong with it; a program of the sandbox.

It imports nothing of the project. What it prints is one of the codes below, which `inspection` puts into words.
Limits: OWASP ASVS 5.0, 5.2.3 (compressed files).
"""

import io
import json
import re
import struct
import sys
import zipfile
import zlib

import pikepdf

OK = "ok"
BROKEN = "broken"
DISGUISED = "disguised"
ENCRYPTED = "encrypted"
ACTIVE = "active"
BOMB = "bomb"

MOST_INFLATED = 200 * 1024 * 1024  # bytes of all members together
MOST_RATIO = 100
MOST_MEMBERS = 5_000
READ_MOST = 1024 * 1024  # of the small members that say what the file is
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how Word and Excel wrap an encrypted file
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")

MAIN_MEMBER = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml"}
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
ACTION = re.compile(rb"/S /(?:JavaScript|Launch|ImportData)\b|/JS\b")


def verdict(file: io.BufferedIOBase, extension: str) -> str:
    """Return OK, or the code of the first thing that is wrong with the file."""
    return _pdf(file) if extension == "pdf" else _zip(file, extension)


def _pdf(file):
    try:
        with pikepdf.open(file) as pdf:
            if not len(pdf.pages):
                return BROKEN
            return ACTIVE if any(map(_acts, pdf.objects)) else OK
    except pikepdf.PasswordError:
        return ENCRYPTED
    except (pikepdf.PikepdfError, ValueError, TypeError, RuntimeError):
        return BROKEN


def _acts(thing):
    """Tell whether an object runs something when the file is opened or read.

    qpdf writes names without the escapes (``/J#61vaScript``) that would hide them. Numbers and truth values come as
    Python’s own, and run nothing: LibreOffice keeps the length of each stream as such an object.
    """
    return isinstance(thing, pikepdf.Object) and ACTION.search(thing.unparse(resolved=True)) is not None


def _zip(file, extension):
    head = file.read(len(OLE))
    if head == OLE:
        return ENCRYPTED if ENCRYPTED_PACKAGE in file.read() else DISGUISED
    try:
        with zipfile.ZipFile(file) as archive:
            return _members(archive, extension)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,
        ValueError,
        KeyError,
    ):
        return BROKEN


def _members(archive, extension):
    members = archive.infolist()
    if any(member.flag_bits & 0x1 for member in members):
        return ENCRYPTED
    if _inflates(members):
        return BOMB
    if MAIN_MEMBER[extension] not in archive.namelist():
        return DISGUISED
    return _opendocument(archive) if extension == "odt" else _office(archive)


def _inflates(members):
    inflated = sum(member.file_size for member in members)
    deflated = max(sum(member.compress_size for member in members), 1)
    return len(members) > MOST_MEMBERS or inflated > MOST_INFLATED or inflated / deflated > MOST_RATIO


def _opendocument(archive):
    names = archive.namelist()
    if "mimetype" not in names or _start(archive, "mimetype").strip() != ODT_TYPE:
        return DISGUISED
    if "META-INF/manifest.xml" in names and b"encryption-data" in _start(archive, "META-INF/manifest.xml"):
        return ENCRYPTED
    macros = [name for name in names if name.startswith(("Basic/", "Scripts/")) and not name.endswith("/")]
    return ACTIVE if macros else _whole(archive, "content.xml")


def _office(archive):
    names = archive.namelist()
    types = _start(archive, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in types:
        return ACTIVE
    main = next(name for name in MAIN_MEMBER.values() if name in names)
    return _whole(archive, main) if types else DISGUISED


def _start(archive, name):
    with archive.open(name) as member:
        return member.read(READ_MOST)


def _whole(archive, name):
    """Read a member to its end: that checks its checksum, and that it is no longer than it says."""
    with archive.open(name) as member:
        while member.read(READ_MOST):
            pass
    return OK


if __name__ == "__main__":
    json.dump(verdict(sys.stdin.buffer, sys.argv[1]), sys.stdout)
