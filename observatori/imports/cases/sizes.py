"""How many organisations a collective says it has, where its name says it as a figure."""

import re

from observatori.catalan import fold

ABOUT = {
    "desena": 10,
    "dotzena": 12,
    "quinzena": 15,
    "vintena": 20,
    "trentena": 30,
    "quarantena": 40,
    "cinquantena": 50,
    "seixantena": 60,
    "setantena": 70,
    "vuitantena": 80,
    "norantena": 90,
    "centenar": 100,
    "miler": 1000,
}
UNITS = {"dos": 2, "dues": 2, "tres": 3, "quatre": 4, "cinc": 5, "sis": 6, "set": 7, "vuit": 8, "nou": 9}
TENS = {
    "trenta": 30,
    "quaranta": 40,
    "cinquanta": 50,
    "seixanta": 60,
    "setanta": 70,
    "vuitanta": 80,
    "noranta": 90,
}
TEENS = ["deu", "onze", "dotze", "tretze", "catorze", "quinze", "setze", "disset", "divuit", "dinou", "vint"]
ROUND = {"cent": 100, "mil": 1000} | {word: 10 + extra for extra, word in enumerate(TEENS)}
COMPOUNDS = {f"{ten}-{unit}": TENS[ten] + UNITS[unit] for ten in TENS for unit in UNITS}
COMPOUNDS |= {f"{ten}-{one}": TENS[ten] + 1 for ten in TENS for one in ("un", "una")}
COMPOUNDS |= {f"vint-i-{unit}": 20 + value for unit, value in (UNITS | {"un": 1, "una": 1}).items()}
WORDS = UNITS | ROUND | TENS | COMPOUNDS | ABOUT

BRACKETED = re.compile(r"\(([^)]*)\)")
FIGURE = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")
APPROXIMATELY = re.compile(r"(?:mes de |fins a |gairebe |prop de |unes? |uns |una? )*")


def collective_size(name: str) -> int | None:
    """Return the figure in a collective’s name: «més de 650», «una trentena», «Trenta-tres entitats».

    Only at the start of the name or of what stands in brackets: elsewhere a number counts other things.
    """
    for text in (name, *BRACKETED.findall(name)):
        if size := _leading_figure(fold(text).strip()):
            return size
    return None


def _leading_figure(text):
    rest = text[APPROXIMATELY.match(text).end() :]
    if figure := FIGURE.match(rest):
        return int(figure[0].replace(".", ""))
    word = re.match(r"[a-z-]*", rest)[0]
    return WORDS.get(word)
