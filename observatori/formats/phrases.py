"""Dates and numbers as the phrases of a sentence, in the active language.

Catalan contracts the preposition with the article («fins al 31 de maig», «abans de l’1 de maig»), Spanish
has the article only before a day and English none: so the preposition goes with the date, and sentences
take the whole phrase.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language

from observatori import catalan


def language() -> str:
    """Return the code of the active language, Catalan outside a request."""
    return get_language() or "ca"


def day(value: date | str | None) -> str:
    """Return a date as far as it is known: «9 de novembre del 2010»; an empty text for none."""
    return catalan.date_text(value, language()) if value else ""


def since(value: date | str) -> str:
    """Return «des del 9 de novembre del 2010», «desde el 9 de noviembre de 2010», «from 9 November 2010»."""
    return _phrase(value, catalan.of, {"ca": "des ", "es": "desde ", "en": "from "})


def until(value: date | str) -> str:
    """Return «fins al 31 de desembre del 2026», «fins a l’1 de gener del 2027»."""
    return _phrase(value, catalan.at, {"ca": "fins ", "es": "hasta ", "en": "until "})


def through(value: date | str) -> str:
    """Return a deadline, whose last day counts: «fins al 10 de desembre del 2026 inclòs»."""
    return until(value) + {"ca": " inclòs"}.get(language(), " inclusive")


def on(value: date | str) -> str:
    """Return «el 9 de novembre del 2010», «l’1 de maig del 2026», «on 9 November 2010»."""
    text, code = day(value), language()
    if code == "ca":
        return catalan.with_article(text, "el")
    return f"on {text}" if code == "en" else f"el {text}"


def span(start: date | str | None, end: date | str | None) -> str:
    """Return the dates between which something was: both, one, or an empty text for none."""
    if start and start == end:
        return day(start)
    known = [since(start) if start else "", until(end) if end else ""]
    return " ".join(filter(None, known))


def number(value: float | int | None, decimals: int | None = None) -> str:
    """Return a number with the separators of the language; what is not a number as it is written."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return catalan.number(value, language(), decimals)


def euros(amount: float) -> str:
    """Return an amount of money: «1.104.000 €», «0,50 €», «€1,104,000»."""
    shown = number(amount, 0 if float(amount).is_integer() else 2)
    return f"€{shown}" if language() == "en" else f"{shown}{catalan.NO_BREAK_SPACE}€"


def measure(value: float | str | None, unit: str | None) -> str:
    """Return a quantity with its unit: «61 %», «2.310 viatges»."""
    shown = number(value)
    if shown and unit == "%" and language() == "en":
        return f"{shown}%"
    return f"{shown}{catalan.NO_BREAK_SPACE}{unit}" if shown and unit else shown


def the_share(percentage: int) -> str:
    """Return a share as the subject of a sentence: «el 38 %», «l’11 %», in English «38%»."""
    shown, code = measure(percentage, "%"), language()
    if code == "ca":
        return catalan.with_article(shown, "el")
    return shown if code == "en" else f"el {shown}"


def listed(labels: Iterable) -> str:
    """Return labels, each with a capital, as one phrase with a single one: «Talent, equitat i proximitat»."""
    first, *others = [str(label) for label in labels] or [""]
    return joined([first, *(uncapitalised(label) for label in others)])


def joined(items: Iterable) -> str:
    """Return the items as one phrase: «a, b i c»."""
    return catalan.join([str(item) for item in items], language())


def named(names: Iterable) -> str:
    """Return names one after another, «a; b; c»: those of organisations have commas of their own."""
    return "; ".join(str(name) for name in names)


def typographic(value):
    """Return a document with the apostrophe ’ in all its words; codes and addresses have none to change."""
    if isinstance(value, str):
        return catalan.apostrophes(value)
    if isinstance(value, dict):
        return {key: typographic(inner) for key, inner in value.items()}
    return [typographic(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def capitalised(text: str) -> str:
    """Return `text` with its first letter in upper case, the rest untouched."""
    text = str(text)
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """Return `text` with its first letter in lower case, an acronym as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def sentence(text: str | None) -> str:
    """Return `text` as a sentence, with a capital and a full stop; an empty text for none."""
    return f"{capitalised(text).rstrip('.')}." if text else ""


def _phrase(value, catalan_form, prepositions):
    code = language()
    text = catalan.date_text(value, code)
    if code == "ca":
        return prepositions["ca"] + catalan_form(text, "el")
    article = _spanish_article(prepositions["es"], text) if code == "es" else ""
    return f"{prepositions[code]}{article}{text}"


def _spanish_article(preposition, text):
    """Spanish says «hasta el 31 de mayo», but «hasta mayo» and «hasta 2026»; «antes de» merges into «del»."""
    is_day = text[:1].isdigit() and " " in text
    if preposition.endswith(" "):
        return "el " if is_day else ""
    return "l " if is_day else " "
