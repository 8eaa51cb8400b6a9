"""Finding organisations by any of their names, as people write them: the one search behind type-ahead and forms."""

import re
from collections.abc import Callable, Iterable

from django.db.models import (
    Case,
    Exists,
    FloatField,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Lower
from django.db.models.lookups import Exact, Regex

from observatori.catalan import fold
from observatori.organisations.models import Alias, Organisation, User
from observatori.organisations.tax_ids import normalised
from observatori.publishing.access import known_organisations

LIMIT = 10
ALIKE = 0.55  # of pg_trgm’s 0 to 1: one wrong letter in a word of eight is still the same word
ROWS = ("legal_form", "municipality", "comarca")
TAX_ID_LETTERS = 5  # fewer than these are not looked for among the tax ids


class Plain(Func):
    """A name without accents or capitals, as `im_unaccent` of search.sql gives it."""

    function = "public.im_unaccent"
    output_field = TextField()

    def __init__(self, text):
        super().__init__(Lower(text))


def _alike(question, name):
    """How much of the question is in a name, typing errors forgiven; among equals, how much of the name it is."""
    partly = Func(question, name, function="word_similarity", output_field=FloatField())
    wholly = Func(question, name, function="similarity", output_field=FloatField())
    return partly + wholly / 10.0


def find_organisations(q: str, *, user: User, limit: int = LIMIT) -> list[Organisation]:
    """Return up to `limit` organisations that `user` may know of and that `q` names, best first.

    A name, a former name, an acronym or a tax id, accents, capitals and typing errors forgiven; what is called just
    so comes first, then what has all the words, whole or begun, and examples after the rest. Aliases come
    prefetched, so the whole answer takes two queries (one more reads the person’s memberships, once a request).
    """
    q = " ".join(q.replace("\x00", "").split())
    if not q:
        return []
    found = known_organisations(user).annotate(score=_score(q)).filter(_condition(q))
    ordered = found.order_by(_nearness(q), "is_example", "-score", "name", "pk")[:limit]
    return list(ordered.select_related(*ROWS).prefetch_related("aliases"))


def similar_organisations(facts: dict, *, user: User, limit: int = 5) -> list[Organisation]:
    """Return the organisations that somebody’s facts (name, short_name, tax_id) may already be."""
    names = (facts.get(name) or "" for name in ("tax_id", "name", "short_name"))
    return _first(limit, (find_organisations(name, user=user, limit=limit) for name in names))


def _score(q):
    question = Plain(Value(q, output_field=TextField()))
    aliases = Alias.objects.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    best = aliases.annotate(best=Max(_alike(question, Plain("name")))).values("best")
    return Greatest(
        _alike(question, Plain("name")),
        _alike(question, Plain("short_name")),
        Coalesce(Subquery(best), 0.0, output_field=FloatField()),
    )


def _nearness(q):
    """0 for an organisation that is called so, 1 where each word begins one of its name, 2 for those alike."""
    question = Plain(Value(q, output_field=TextField()))
    words = [rf"\m{fold(word)}" for word in re.findall(r"\w+", q)]
    return Case(
        When(_any_name(lambda name: Q(Exact(name, question))), then=0),
        When(_any_name(lambda name: _all(Regex(name, word) for word in words)), then=1),
        default=2,
        output_field=IntegerField(),
    )


def _any_name(says: Callable[[Plain], Q]) -> Q:
    """The condition for the name, the short name or one of the former names."""
    aliases = Alias.objects.filter(says(Plain("name")), organisation=OuterRef("pk"))
    return says(Plain("name")) | says(Plain("short_name")) | Q(Exists(aliases))


def _all(conditions):
    return Q(*conditions) or Q(pk__isnull=True)


def _condition(q):
    condition = Q(score__gte=ALIKE)
    tax_id = normalised(q)
    return condition | Q(tax_id__startswith=tax_id) if len(tax_id) >= TAX_ID_LETTERS else condition


def _first(limit, lists: Iterable[list[Organisation]]) -> list[Organisation]:
    found = {organisation.pk: organisation for organisations in lists for organisation in organisations}
    return list(found.values())[:limit]
