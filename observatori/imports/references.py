"""Terms, organisations and lessons by the codes that facts name them with, read once for a whole import."""

from django.utils.translation import gettext as _

from observatori.catalan import fold
from observatori.imports.report import RefusedRow
from observatori.organisations.models import Organisation
from observatori.vocabularies.models import Term, Vocabulary


class References:
    """Finds what a code names. Raises RefusedRow, `unknown_reference`, for a code that names nothing."""

    def __init__(self):
        terms = list(Term.objects.all())
        self.terms = {(term.vocabulary, term.code): term for term in terms}
        self.words = {
            (term.vocabulary, fold(word)): term for term in terms for word in (term.ca, *term.aliases)
        }
        self.organisations: dict[str, Organisation] = {}
        for organisation in Organisation.objects.select_related("merged_into").prefetch_related("aliases"):
            self.add(organisation)

    def add(self, organisation: Organisation) -> None:
        """Make an organisation known by its code and by its slug."""
        self.organisations[organisation.code] = self.organisations[organisation.slug] = organisation

    def all_organisations(self) -> list[Organisation]:
        """Return every organisation once, those merged into another one too."""
        return list({found.pk: found for found in self.organisations.values()}.values())

    def term(self, vocabulary: str, code: str | None) -> Term | None:
        """Return the term of a code, None for none."""
        return self._found(self.terms, (vocabulary, code), Vocabulary(vocabulary).label) if code else None

    def some_terms(self, vocabulary: str, codes: list[str] | None) -> list[Term]:
        """Return the terms of several codes."""
        return [self.term(vocabulary, code) for code in codes or []]

    def term_called(self, vocabulary: str, text: str) -> Term | None:
        """Return the term whose Catalan words, or an alias, are `text`."""
        return self.words.get((vocabulary, fold(text)))

    def organisation(self, name: str | None) -> Organisation | None:
        """Return the organisation of a code or slug, the one it was merged into if it was; None for none."""
        return current(self._found(self.organisations, name, _("entitat"))) if name else None

    @staticmethod
    def _found(things, key, what):
        if key not in things:
            raise RefusedRow("unknown_reference", value=key[-1] if isinstance(key, tuple) else key, what=what)
        return things[key]


def current(organisation: Organisation) -> Organisation:
    """Return the organisation that stands for this one today."""
    while organisation.merged_into_id:
        organisation = organisation.merged_into
    return organisation
