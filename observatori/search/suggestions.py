"""Names of public things while somebody types."""

from django.db.models import Case, FloatField, Func, Q, TextField, Value, When

from observatori.catalan import fold
from observatori.codes import CODE
from observatori.publishing.models import SearchEntry
from observatori.publishing.models.entries import plain_names

LIMIT = 10


class _WordSimilarity(Func):
    function = "word_similarity"
    output_field = FloatField()


def suggested(words: str) -> list[SearchEntry]:
    """Return the public things that the words name: first those whose name begins so, examples last.

    Typing errors are forgiven, as far as `pg_trgm.word_similarity_threshold` goes; both ways are indexed.
    """
    words = " ".join(words.split())
    if not words:
        return []
    if CODE.fullmatch(words):
        return list(SearchEntry.objects.filter(code=words.upper()))
    question = Func(Value(words, output_field=TextField()), function="public.im_unaccent")
    begins = Q(sort_key__startswith=fold(words))
    return list(
        SearchEntry.objects.alias(plain=plain_names())
        .filter(begins | Q(plain__trigram_word_similar=question))
        .alias(
            begins=Case(When(begins, then=Value(1)), default=Value(0)),
            likeness=_WordSimilarity(question, plain_names()),
        )
        .order_by("is_example", "-begins", "-likeness", "sort_key", "pk")[:LIMIT]
    )
