"""Words for codes: the vocabularies as every page and answer of the API shows them."""

from dataclasses import dataclass
from uuid import uuid4

from django.core.cache import cache
from django.utils.translation import get_language

from observatori.vocabularies.models import Term

CACHE_KEY = "vocabularies"
CACHE_SECONDS = 60  # how long a process may still show a curator’s old words


@dataclass(frozen=True, slots=True)
class Words:
    """What a page needs of a term."""

    vocabulary: str
    code: str
    ca: str
    es: str
    en: str
    article: str
    parent: str | None

    @property
    def label(self) -> str:
        """The words in the active language."""
        return getattr(self, get_language() or "ca", "") or self.ca

    @property
    def language(self) -> str:
        """The language the words are in: place names stay Catalan everywhere."""
        return "ca" if self.vocabulary in PLACES else (get_language() or "ca")


_held: dict[str, tuple[str, dict]] = {"last": ("", {})}
PLACES = {"comarca", "vegueria", "health_region", "municipality"}


def all_words() -> dict[str, dict[str, Words]]:
    """Return every vocabulary as ``{vocabulary: {code: Words}}``, in order.

    Each process holds the words themselves; the cache only says which loading of them is the last.
    """
    token, (held, words_held) = cache.get(CACHE_KEY), _held["last"]
    if token is None or token != held:
        token, words_held = token or uuid4().hex, _load()
        _held["last"] = token, words_held
        cache.set(CACHE_KEY, token, CACHE_SECONDS)
    return words_held


def words(vocabulary: str, code: str) -> Words | None:
    """Return the words of a code, or None where the vocabulary does not have it."""
    return all_words().get(vocabulary, {}).get(code)


def label(vocabulary: str, code: str) -> str:
    """Return the label of a code in the active language; the code itself where it is unknown."""
    found = words(vocabulary, code)
    return found.label if found else code


def choices(vocabulary: str) -> list[tuple[str, str]]:
    """Return ``(code, label)`` pairs in the vocabulary’s order, for forms and filters."""
    return [(code, found.label) for code, found in all_words().get(vocabulary, {}).items()]


def forget() -> None:
    """Drop the words after a change: every process that shares the cache shows the new ones at once."""
    cache.delete(CACHE_KEY)


def _load():
    found: dict[str, dict[str, Words]] = {}
    for term in Term.objects.select_related("parent"):
        parent = term.parent.code if term.parent else None
        found.setdefault(term.vocabulary, {})[term.code] = Words(
            term.vocabulary, term.code, term.ca, term.es, term.en, term.article, parent
        )
    return found
