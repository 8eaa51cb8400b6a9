"""Whether a file may come in: what it says it is, what it is, and what it carries.

Source of the rules: DESIGN §3.3; OWASP ASVS 5.0, 5.2.1–5.2.4 (size, extension and content, compressed files).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from observatori.documents import containers, sandbox

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 20
MOST_BYTES = MOST_MEGABYTES * MEGABYTE
CHUNK = 64 * 1024
FIRST_BYTES = 8192  # filetype looks at no more

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ZIP = "application/zip"  # filetype’s answer for an office file whose members come in another order

SENTENCES = {
    "required": _("Heu de triar un fitxer."),
    "empty": _("El fitxer és buit."),
    "too_large": _("El fitxer fa més de 20 MB. Reduïu-lo o partiu-lo en més d’un document."),
    "type": _("Aquesta mena de fitxer no s’admet. Pugeu un PDF, un ODT, un DOCX o un XLSX."),
    containers.DISGUISED: _("El contingut del fitxer no és el que diu el seu nom. Reviseu-ne l’extensió."),
    containers.BROKEN: _("El fitxer està malmès i no es pot obrir. Torneu-lo a desar i a pujar."),
    containers.ENCRYPTED: _("El fitxer demana contrasenya. Traieu-la-hi i torneu-lo a pujar."),
    containers.ACTIVE: _("El fitxer porta macros o codi que s’executa. Deseu-lo sense i torneu-lo a pujar."),
    containers.BOMB: _(
        "El fitxer, obert, ocuparia massa espai. Deseu-lo amb menys imatges o partiu-lo en més d’un document."
    ),
    "unreadable": _("El fitxer no s’ha pogut llegir. Torneu-lo a desar o simplifiqueu-lo."),
}


class Refused(ValidationError):
    """A file that may not come in; its code is a key of SENTENCES, its message is for people."""

    def __init__(self, code: str):
        super().__init__(SENTENCES[code], code)


class TooLarge(Refused):
    """A file of more than MOST_BYTES; the API answers 413."""

    def __init__(self):
        super().__init__("too_large")


@dataclass(frozen=True)
class Inspection:
    """What a file that may come in is: `size` in bytes, `sha256` in hexadecimal."""

    media_type: str
    extension: str
    size: int
    sha256: str


def inspect(file: BinaryIO, filename: str) -> Inspection:
    """Return what the file is. Raises Refused for the first reason not to take it, TooLarge among them."""
    size = _size(file)
    extension = extension_of(filename)
    _look_at_first_bytes(file, extension)
    _look_inside(file, extension)
    return Inspection(MEDIA_TYPES[extension], extension, size, _sha256(file))


def extension_of(filename: str) -> str:
    """Return the extension, which is one of those that may come in. Raises Refused."""
    extension = PurePosixPath(filename.strip()).suffix.removeprefix(".").lower()
    if extension not in MEDIA_TYPES:
        raise Refused("type")
    return extension


def _size(file):
    size = file.seek(0, 2)
    size = file.tell() if size is None else size  # Django’s own files return nothing
    if size == 0:
        raise Refused("empty")
    if size > MOST_BYTES:
        raise TooLarge
    return size


def _look_at_first_bytes(file, extension):
    file.seek(0)
    head = file.read(FIRST_BYTES)
    if extension != "pdf" and head.startswith(containers.OLE):
        return  # an encrypted office file, or a disguised one: only its inside tells
    kind = filetype.guess(head)
    if kind is None or kind.mime not in {MEDIA_TYPES[extension], extension != "pdf" and ZIP}:
        raise Refused(containers.DISGUISED)


def _look_inside(file, extension):
    try:
        verdict = sandbox.run(Path(containers.__file__), file, extension)
    except sandbox.Unreadable:
        raise Refused("unreadable") from None
    if verdict != containers.OK:
        raise Refused(verdict)


def _sha256(file):
    digest = hashlib.sha256()
    for chunk in chunks(file):
        digest.update(chunk)
    return digest.hexdigest()


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the file from its start, little by little."""
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
