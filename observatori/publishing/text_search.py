"""The one expression of Catalan text search, for the index and for the question alike.

The functions live in the database (`observatori/data/search.sql`): `ca_vector` gives stems with their
accents, `ca_simple_vector` rough keys for who writes without accents or in Spanish. Words that say
nothing are already out of both.
"""

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import F, FloatField, Func, Q, Value

WEIGHTS = (("title", "A"), ("names", "B"), ("summary", "C"), ("body", "D"))


class _Combined(Func):
    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = SearchVectorField()


class _Weighted(Func):
    function = "setweight"
    output_field = SearchVectorField()


def document_vector(function: str = "ca_vector"):
    """Return the weighted vector of an entry: title A, other names B, summary C, the rest D."""
    return _Combined(
        *(
            _Weighted(
                Func(F(column), function=f"public.{function}", output_field=SearchVectorField()),
                Value(weight),
            )
            for column, weight in WEIGHTS
        )
    )


class AnyWord(SearchQuery):
    """The tsquery of any of the words: all of them at once finds too little in real questions."""

    template = (
        "(SELECT coalesce(string_agg(quote_literal(word), ' | '), '')::tsquery"
        " FROM unnest(tsvector_to_array(public.%(vector)s(%(expressions)s))) AS word)"
    )

    def __init__(self, text: str, vector: str):
        super().__init__(Value(text))
        self.extra["vector"] = vector


class _Rank(Func):
    function = "ts_rank"
    output_field = FloatField()


def matching(entries, text: str):
    """Return the entries that any word of `text` finds, with their `score`, best first, examples last."""
    words = AnyWord(text, "ca_vector")
    rough = AnyWord(text, "ca_simple_vector")
    score = _Rank(F("vector"), words) + _Rank(F("rough_vector"), rough)
    return (
        entries.filter(Q(vector=words) | Q(rough_vector=rough))
        .annotate(score=score)
        .order_by("is_example", "-score", "sort_key", "pk")
    )
