"""Which options of a filter lead somewhere: the others only make lists longer."""

from zlib import crc32

from django.core.cache import cache
from django.db.models import Count, F, Func, Max, TextField

CACHE_SECONDS = 60  # how long a code that has just come into use may still be missing


def facets_in_use(entries) -> set[str]:
    """Return every facet ``name:code`` of `entries`, kept a minute while none is added or taken away."""
    size = entries.order_by().aggregate(count=Count("pk"), last=Max("pk"))
    asked = crc32(str(entries.query).encode())  # the same in every process that shares the cache
    key = f"facets:{asked}:{size['count']}:{size['last']}"
    return cache.get_or_set(key, lambda: _facets(entries), CACHE_SECONDS)


def leave_options_in_use(filterset) -> None:
    """Take out of the form the options that would find nothing, and the filters left without any.

    What is chosen stays, and so does the whole form while something in it cannot be read.
    """
    if not filterset.is_valid():
        return
    in_use = facets_in_use(filterset.queryset)
    for name, found in filterset.filters.items():
        if facet := getattr(found, "facet", None):
            _leave(filterset.form, name, facet, in_use)


def _leave(form, name, facet, in_use):
    field = form.fields[name]
    if field.widget.is_hidden or not hasattr(field, "choices"):
        return
    chosen = set(form.data.getlist(name))
    field.choices = [
        (code, label) for code, label in field.choices if code in chosen or f"{facet}:{code}" in in_use
    ]
    if not field.choices:
        del form.fields[name]


def _facets(entries):
    facets = Func(F("facets"), function="unnest", output_field=TextField())
    return set(entries.order_by().annotate(facet=facets).values_list("facet", flat=True).distinct())
