"""Every door of the product through which an agreement, or anything of it, may be told."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pypdf
from django.utils import timezone

from tests.access.world import ADDENDA, FACTS, LETTERS, room_of, word

BEFORE = timedelta(days=300)  # ago: the agreements were in force, and no addendum had taken effect
ZIPPED = "officedocument"
FOLD = re.compile(rb"\r\n[ \t]")  # of iCalendar (RFC 5545, 3.1)
BROKEN = re.compile(r"[-\xad\u2010]?\s*\n\s*")  # of the lines of a PDF


@dataclass(frozen=True)
class Ask:
    """Who asks, of what world, and about which thing (its letter), where the door is of one."""

    world: object
    reader: str
    thing: str = ""

    @property
    def code(self):
        return self.world.codes[self.thing]

    @property
    def room(self):
        return room_of(self.world, self.reader).slug

    def slug(self, room):
        return self.world.rooms[room].slug

    def page(self, path):
        return self.world.browsers[self.reader].get(path)

    def form(self, path, data):
        return self.world.browsers[self.reader].post(path, data)

    def api(self, path):
        return self.world.programs[self.reader].get(path)


Door = Callable[[Ask], object]


def page(path: str) -> Door:
    """A page, `path` filled with the code of the thing, the reader’s own room and those of `world.rooms`."""
    return lambda ask: ask.page(_filled(path, ask))


def api(path: str) -> Door:
    """An address of the API, with a token of the reader."""
    return lambda ask: ask.api(_filled(path, ask))


def _filled(path, ask):
    world = ask.world
    facts = {name: ask.slug(name) for name in world.rooms}
    facts |= {"open": world.open.record.slug, "closed": world.closed.record.slug}
    facts |= {"alliance": world.open.record.code, "draft": world.closed.record.code}
    facts |= {"own": "" if ask.reader == "anonymous" else ask.room}
    facts["before"] = (timezone.localdate() - BEFORE).isoformat()
    facts |= {f"{name}_part": number for name, number in world.parts.items()}
    if ask.thing in world.codes:
        facts["code"] = ask.code
    if ask.thing in world.documents:
        facts["document"] = world.documents[ask.thing]
    return path.format(**facts)


def calendar(ask: Ask):
    """The private calendar of the reader, which anybody who has the address opens without a session."""
    return ask.world.browsers["anonymous"].get(f"/calendari/{ask.world.calendars[ask.reader]}.ics")


def docx(ask: Ask):
    """The outline of an agreement as a file, with every piece it may have."""
    pieces = ["primera", "canvi-1", *(f"nova-{letter}" for letter in ADDENDA)]
    path = f"/convenis/{ask.code}/esborrany/"
    shown = ask.page(path).content.decode()
    offered = [piece for piece in pieces if f'value="{piece}"' in shown]
    return ask.form(path, {"_docx": "1", "parts": offered})


def told_by(text: str) -> dict[str, set[str]]:
    """What a text tells: the facts of each thing, by its letter, from the words in it."""
    said = text.lower()
    found = {letter: {fact for fact in FACTS if word(letter, fact) in said} for letter in LETTERS}
    return {letter: facts for letter, facts in found.items() if facts}


def named_by(text: str, world) -> set[str]:
    """The letters of the agreements and addenda whose codes are in a text."""
    return {letter for letter, code in world.codes.items() if re.search(rf"(?i){code}\b", text)}


def text_of(answer) -> str:
    """Everything that can be read in an answer, headers too, whatever its kind."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
    return headers + _body(body, answer.headers.get("Content-Type", ""))


def _body(body, kind):
    if "pdf" in kind:
        pages = pypdf.PdfReader(io.BytesIO(body)).pages
        return BROKEN.sub("", "\n".join(page.extract_text() for page in pages))
    if ZIPPED in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as members:
            body = b"".join(members.read(name) for name in members.namelist())
    return FOLD.sub(b"", body).decode(errors="replace")
