"""Catalan as it is written: forms that meet in a search, articles, dates, numbers. Pure functions of text.

Sources: the orthography and grammar of the Institut d’Estudis Catalans (elision, contraction, ela geminada);
the project’s contract, *Web*, for the sentence of a date. `data/search.sql` says `normalise_search` again
for PostgreSQL, with the same patterns in the same order: change both together, a test compares them.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

LETTER = "a-z0-9ß-öø-ſ"
VOWEL = "aeiouàáèéíïòóúü"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphens and such, left behind by word processors
TYPED = str.maketrans(dict.fromkeys("’‘‛ʼ´`′", "'") | dict.fromkeys(INVISIBLE))
GEMINATE = re.compile(rf"(?<=l)[·•∙⋅‧・](?=l)|(?<=[{VOWEL}]l)\.(?=l[{VOWEL}])")
APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[\w«“])")
GEMINATE_HYPHEN = re.compile(r"(?<=[aeiou]l)-(?=l[aeiou])")
ELIDED = re.compile(rf"(?<![{LETTER}])[ldsnmt]'(?=[{LETTER}])")
ENCLITIC = re.compile(rf"(?<=[{LETTER}])'(?:ls|ns|[lnmts])(?![{LETTER}])")

OWN_ARTICLE = re.compile(r"(el|els|la|les) (?=\S)|l’(?=\S)")
OPENING = re.compile(r"[«“\"'(¿¡]*")
ACRONYM = re.compile(r"[A-ZÀ-Ý]{2}")
ONE_OR_ELEVEN = re.compile(r"1(?![\d.])|11(?!\d)")  # «u», «onze»; but «1.000» is «mil»
VOWEL_SOUND = re.compile(r"h?[aeiou]")
ION = r"io\u0301(?!\w)|io[\u0300\u0301]?n"  # «ió», «ions», «iònic»: their i is a vowel
CONSONANT_SOUND = re.compile(rf"(?!{ION})h?(?:i[aeo]|iu\w|u[aeo])")  # «iogurt», «hiena», «uombat»
STRESSED_SOUND = re.compile(r"h?(?:[aeo]|[iu]\u0301)")  # «la» stays whole before a weak i or u
MERGED = {"de el": "del", "de els": "dels", "a el": "al", "a els": "als"}

MONTHS = {
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "en": "January February March April May June July August September October November December",
}
AND = {"ca": "i", "es": "y", "en": "and"}
SPANISH_I_SOUND = re.compile(r"h?i(?![aeo])")
SEPARATORS = {"ca": (".", ","), "es": (".", ","), "en": (",", ".")}  # of thousands, of decimals
MINUS = "\u2212"
NO_BREAK_SPACE = "\u00a0"


def normalise_search(text: str) -> str:
    """Return `text` as it is indexed and asked for: the twin of the SQL function `ca_norm`.

    Lower case, compatibility forms undone (ligatures, no-break spaces), every spelling of the ela geminada
    as «ll», elided articles, prepositions and pronouns off. Accents and hyphens stay.
    """
    return ENCLITIC.sub("", ELIDED.sub("", GEMINATE.sub("", _lower(text))))


def fold(text: str) -> str:
    """Return the key under which the spellings of one name meet; folding it again changes nothing.

    Lower case, no accents, every spelling of the ela geminada as «ll» (also «l-l» between vowels), the
    straight apostrophe, single spaces.
    """
    bare = _without_accents(GEMINATE.sub("", _lower(text)))
    return " ".join(GEMINATE_HYPHEN.sub("", bare).split())


def sort_key(text: str) -> str:
    """Return the key that sorts names: `fold` without punctuation.

    An article counts, so a name stands under its own first letter: «la Seu d’Urgell» under L.
    """
    return " ".join(re.findall(r"\w+", fold(text)))


def slug(text: str, limit: int = 60) -> str:
    """Return `text` as part of an address, at most `limit` letters, cut between words where it can be."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    while len(words) > 1 and len("-".join(words)) > limit:
        words.pop()
    return "-".join(words)[:limit]


def apostrophes(text: str) -> str:
    """Return `text` with ’ wherever a straight apostrophe joins two words."""
    return APOSTROPHE.sub("’", text) if "'" in text else text  # few have one, and all that is shown is asked


def of(name: str, article: str | None = "") -> str:
    """Return `name` after *de*: «d’Osona», «de l’Alt Camp», «del Bages», «de la Seu d’Urgell», «de Vic».

    `article` is the one the name takes («el», «la», «l’», «els», «les»); a lower-case article at the start of
    the name is found by itself. Without either, *de* loses its vowel before a vowel sound, judged by spelling
    alone: foreign names with a sounded h and acronyms read letter by letter are not known here.
    """
    if phrase := _after("de", name, article):
        return phrase
    return ("d’" if _sounds_vowel(name) else "de ") + apostrophes(name)


def at(name: str, article: str | None = "") -> str:
    """Return `name` after *a*: «a Osona», «al Bages», «a l’Alt Camp», «al Vendrell». Arguments as in `of`."""
    return _after("a", name, article) or f"a {apostrophes(name)}"


def with_article(name: str, article: str | None = "") -> str:
    """Return `name` with its article: «el Bages», «l’Alt Camp», «Osona». Arguments as in `of`."""
    return _joined(*_split(name, article))


def date_text(value: date | str, language: str = "ca") -> str:
    """Return a partial date in words, as far as it is known: «9 de novembre del 2010», «novembre del 2010».

    `value` is a date (no time of day) or anything that prints as a partial date’s ISO text; `language` is
    ca, es or en. Raises ValueError for what is not a date.
    """
    text = str(value)
    if not (found := re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", text)):
        raise ValueError(f"Això no és una data: {text}")
    if len(text) == 4:
        return text
    month = _month_text(found[1], MONTHS[language].split()[int(found[2]) - 1], language)
    return _day_text(date.fromisoformat(text).day, month, language) if found[3] else month


def join(items: Iterable[str], language: str = "ca") -> str:
    """Return the items as one phrase: «a, b i c», «a, b y c», «a, b and c»; an empty text for none."""
    *others, last = list(items) or [""]
    if not others:
        return last
    word = "e" if language == "es" and SPANISH_I_SOUND.match(fold(last)) else AND[language]
    return f"{', '.join(others)} {word} {last}"


def number(value: float | Decimal, language: str = "ca", decimals: int | None = None) -> str:
    """Return a number as it is written: «1.234,5», «−3», in English «1,234.5».

    `decimals` rounds halves away from zero; without it the value keeps those it has (18.0 none).
    """
    amount = _rounded(value, decimals)
    thousands, point = SEPARATORS[language]
    digits = f"{abs(amount):,f}".translate({ord(","): thousands, ord("."): point})
    return f"{MINUS if amount < 0 else ''}{digits}"


def percent(value: float | Decimal, language: str = "ca", decimals: int | None = None) -> str:
    """Return a percentage, 38 being «38 %» with a space that does not break, in English «38%»."""
    return number(value, language, decimals) + ("" if language == "en" else NO_BREAK_SPACE) + "%"


def _lower(text):
    return unicodedata.normalize("NFKC", text.translate(TYPED)).lower()


def _decomposed(text):
    return unicodedata.normalize("NFD", _lower(text))


def _without_accents(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def _sounds_vowel(name):
    """Whether *de* is elided before a name, as far as its spelling tells."""
    bare = name[OPENING.match(name).end() :]
    if ONE_OR_ELEVEN.match(bare):
        return True
    sound = _decomposed(bare)
    return bool(VOWEL_SOUND.match(sound)) and (bool(ACRONYM.match(bare)) or not CONSONANT_SOUND.match(sound))


def _split(name, article):
    """Return the article as it is written before the name, and the name. One inside the name comes first."""
    name, article = apostrophes(name), (article or "").strip().replace("'", "’")
    if own := OWN_ARTICLE.match(name):
        article, name = own[1] or "l’", name[own.end() :]
    weak = article == "la" and not STRESSED_SOUND.match(_decomposed(name))
    return ("l’" if article in {"el", "la"} and not weak and _sounds_vowel(name) else article), name


def _joined(article, name):
    return f"{article} {name}" if article and article != "l’" else article + name


def _after(preposition, name, article):
    """Return preposition, article and name as one phrase, or nothing where the name takes no article."""
    article, name = _split(name, article)
    if merged := MERGED.get(f"{preposition} {article}"):
        return f"{merged} {name}"
    return f"{preposition} {_joined(article, name)}" if article else ""


def _month_text(year, month, language):
    return {"ca": f"{month} del {year}", "es": f"{month} de {year}", "en": f"{month} {year}"}[language]


def _day_text(day, month, language):
    return {"ca": f"{day} {of(month)}", "es": f"{day} de {month}", "en": f"{day} {month}"}[language]


def _rounded(value, decimals):
    amount = Decimal(str(value))
    if decimals is not None:
        return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return Decimal(int(value)) if isinstance(value, float) and value.is_integer() else amount
