"""The picture that goes with a link on social networks and in chats: 1200 × 630 px (The Open Graph protocol)."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO

from django.conf import settings
from PIL import Image, ImageChops, ImageDraw, ImageFont

SIZE = WIDTH, HEIGHT = 1200, 630
EDGE = 72
FINE = 3  # shapes are drawn this much larger and then reduced: Pillow draws no smooth edges
DESIGN = 1  # to be raised with any change of the drawing: it is part of what caches know a card by

PAPER, INK, SOFT = "#f6f4f1", "#1d1a3a", "#57546b"
BLUE, CORAL, SUN, OVER = "#2f63d9", "#ff7a5c", "#ffc145", "#241d55"
NAME = ("Observatori", "d’Aliances Estratègiques")
COLUMN = 740  # the width of what is written; the forms stand beside it
KIND, KIND_BASELINE = ("sans", 30, 600), 188
TITLE_TOP, TITLE_SIZES, LEADING = 214, range(76, 30, -3), 1.12
LINE, LINE_HEIGHT, LINES = ("sans", 32, 500), 42, 2
ELLIPSIS = "…"
MEASURED = 100  # the size in pixels at which words are measured

# The shapes of templates/components/overlap.html, in its box of 120: what is drawn, where, and its ink.
SHAPES = (
    ("ellipse", (10, 10, 78, 78), BLUE),
    ("rectangle", (44, 44, 96, 96), CORAL),
    ("right half", (40, 8, 100, 68), SUN),
    ("lower left", (8, 18, 104, 114), SUN),
    ("ellipse", (82, 80, 114, 112), BLUE),
    ("rectangle", (4, 6, 28, 30), CORAL),
)
SECTORS = {"right half": (-90, 90), "lower left": (90, 180)}


@dataclass(frozen=True)
class Card:
    """What a card says.

    `lines` are ways to say the last line, from the fullest to the shortest: the first that fits is written.
    `shapes` is how many forms overlap: one for each partner, up to six.
    """

    kind: str
    title: str
    lines: tuple[str, ...] = ()
    shapes: int = 2
    design: int = DESIGN


@lru_cache(maxsize=64)
def png(card: Card) -> bytes:
    """Return the picture of `card`."""
    picture = _ground(min(max(card.shapes, 1), len(SHAPES))).copy()
    _write(ImageDraw.Draw(picture), card)
    out = BytesIO()
    picture.save(out, "PNG", compress_level=2)
    return out.getvalue()


def _write(pen, card):
    """Kind and title from the top, the last line at the foot, and never one over the other."""
    _line(pen, KIND_BASELINE, fitted(card.kind, KIND, 1)[0], KIND, SOFT)
    foot = last_lines(card.lines)
    room = HEIGHT - EDGE - TITLE_TOP - LINE_HEIGHT * len(foot)
    size, title = set_title(card.title, room)
    for number, text in enumerate(title):
        _line(pen, TITLE_TOP + size * (0.84 + LEADING * number), text, ("serif", size, 620), INK)
    for number, text in enumerate(reversed(foot)):
        _line(pen, HEIGHT - EDGE - LINE_HEIGHT * number, text, LINE, SOFT)


def _line(pen, baseline, text, face, ink):
    # The faces kern the dot of «l·l» until it touches its letters: here it stands alone, as in tokens.css.
    left, face = EDGE, _face(*face)
    for run in re.split("(·)", text):
        pen.text((left, round(baseline)), run, fill=ink, font=face, anchor="ls")
        left += face.getlength(run)


def set_title(title: str, room: int) -> tuple[int, list[str]]:
    """Return the largest size at which the whole title fits in `room` pixels of height, and its lines.

    A title that fits at no size is cut at a word, with an ellipsis.
    """
    for size in TITLE_SIZES:
        lines = balanced(title, ("serif", size, 620), int(room / size / LEADING))
        if lines:
            return size, lines
    return size, fitted(title, ("serif", size, 620), int(room / size / LEADING))


def last_lines(ways: tuple[str, ...]) -> list[str]:
    """Return the first way of saying the last line that fits, as lines; the last one is cut if need be."""
    for text in ways:
        lines = balanced(text, LINE, LINES)
        if lines:
            return lines
    return fitted(ways[-1], LINE, LINES) if ways else []


def balanced(text: str, face: tuple, count: int) -> list[str]:
    """Return `text` in as few lines as it takes, none much longer than the others.

    No lines where it would take more than `count`, or where a word is wider than the column.
    """
    lines = wrapped(text, face, COLUMN)
    if len(lines) > count or max(width(line, face) for line in lines) > COLUMN:
        return []
    narrow, wide = COLUMN // 2, COLUMN
    while wide - narrow > 8:
        middle = (narrow + wide) // 2
        if len(wrapped(text, face, middle)) == len(lines):
            wide = middle
        else:
            narrow = middle
    return wrapped(text, face, wide)


def wrapped(text: str, face: tuple, widest: int) -> list[str]:
    """Return `text` in lines no wider than `widest`, broken between words."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, face) > widest:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def fitted(text: str, face: tuple, count: int) -> list[str]:
    """Return at most `count` lines of `text`; what does not fit is cut at a word, with an ellipsis."""
    lines = wrapped(text, face, COLUMN)
    kept = [line if width(line, face) <= COLUMN else _cut(line, face) for line in lines[:count]]
    if len(lines) > count:
        kept[-1] = _cut(f"{kept[-1]} {lines[count]}", face)
    return kept


def _cut(line, face):
    words = line.split()
    while len(words) > 1 and width(" ".join(words) + ELLIPSIS, face) > COLUMN:
        words.pop()
    cut = " ".join(words).rstrip(" ,;:")
    while width(cut + ELLIPSIS, face) > COLUMN:
        cut = cut[:-1]
    return cut + ELLIPSIS


def width(text: str, face: tuple) -> float:
    """Return how many pixels `text` takes in a face, a few more or less: words are measured once, at one size."""
    name, size, weight = face
    words = text.split()
    gaps = (len(words) - 1) * _advance(name, weight, " ")
    return size / MEASURED * (sum(_advance(name, weight, word) for word in words) + gaps)


@lru_cache(maxsize=8192)
def _advance(name, weight, word):
    return _face(name, MEASURED, weight).getlength(word)


@cache
def _face(name, size, weight):
    """A face of the site at a size in pixels and a weight."""
    files = {"sans": "source-sans-3.woff2", "serif": "source-serif-4.woff2"}
    face = ImageFont.truetype(settings.BASE_DIR / "static" / "fonts" / files[name], size)
    face.set_variation_by_axes([weight])
    return face


@cache
def _ground(shapes):
    """The card before anything is written on it: stripe, symbol and name of the site, and the overlapping forms."""
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    for start, end, ink in ((0, 0.62, BLUE), (0.62, 0.7, OVER), (0.7, 1, CORAL)):
        pen.rectangle((WIDTH * start, 0, WIDTH * end, 15), fill=ink)
    _print(picture, SHAPES[:shapes], (836, 130), 420)
    _print(picture, SHAPES[:2], (EDGE - 6, 46), 84)
    for number, words in enumerate(NAME):
        pen.text((EDGE + 84, 82 + 31 * number), words, fill=INK, font=_face("serif", 28, 640), anchor="ls")
    return picture


def _print(picture, shapes, corner, side):
    """Print the shapes over each other as inks do, in a square of `side` pixels."""
    box = (*corner, corner[0] + side, corner[1] + side)
    ground = picture.crop(box)
    for shape in shapes:
        ground = ImageChops.multiply(ground, _inked(shape, side))
    picture.paste(ground, box)


def _inked(shape, side):
    """One shape on white, with smooth edges."""
    name, box, ink = shape
    fine = side * FINE
    sheet = Image.new("RGB", (fine, fine), "white")
    pen, box = ImageDraw.Draw(sheet), [edge * fine / 120 for edge in box]
    if name in SECTORS:
        pen.pieslice(box, *SECTORS[name], fill=ink)
    else:
        getattr(pen, name)(box, fill=ink)
    return sheet.reduce(FINE)
