"""The home page: what the Observatori is, in ten seconds, and its life."""

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from experiences.guide import evidence_by_stance, lesson_view
from experiences.live import evidence_counts, evidence_of, lessons_with_live_facts
from experiences.models import Axis
from observatori.charts.bars import bars
from observatori.charts.tile_map import tile_map
from observatori.formats import phrases
from observatori.formats.phrases import capitalised
from observatori.publishing.models import EntryType, Kind, Record, SearchEntry
from observatori.publishing.pages import filtered
from observatori.search.pages import cards
from observatori.vocabularies import terms
from observatori.vocabularies.places import place_name

LATEST = 6
LONGEST = 6  # comarques named beside the map
LISTS = {
    EntryType.ALLIANCE: "alliances:list",
    EntryType.ORGANISATION: "organisations:list",
    EntryType.EXPERIENCE: "experiences:list",
    EntryType.LESSON: "lessons:list",
}


class Home(TemplateView):
    """Figures, the map of alliances, the latest, one lesson with its evidence, three questions."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            figures=figures(),
            **territory(),
            latest=cards(latest(), timezone.localdate()),
            lesson=lesson_of_the_day(),
            axes=[{"question": axis.label, "url": f"{reverse('lessons:list')}#{axis}"} for axis in Axis],
            **kwargs,
        )


def figures() -> list[dict]:
    """Return how many public things of each type there are, examples left out, in one query."""
    counts = SearchEntry.objects.counted().order_by().values_list("type").annotate(Count("pk"))
    found = dict(counts)
    return [
        {
            "number": phrases.number(found.get(entry_type, 0)),
            "label": EntryType(entry_type).label,
            "url": list_url(entry_type),
        }
        for entry_type in EntryType.values
    ]


def list_url(entry_type: str) -> str:
    """Return the address of the list of a type; agreements are listed by the search."""
    name = LISTS.get(entry_type)
    return reverse(name) if name else f"{reverse('search')}?type={entry_type}"


def territory() -> dict:
    """Return the map of how many public alliances work in each comarca, and the bars of those with most.

    An alliance counts in each of its comarques; examples do not count. One query.
    """
    counts = SearchEntry.objects.counted().of_type(EntryType.ALLIANCE).counts_of("comarca")
    names = dict(terms.choices("comarca"))
    most = sorted(counts, key=lambda code: (-counts[code], names.get(code, code)))[:LONGEST]
    return {
        "map": tile_map(counts, names, _alliances_in),
        "busiest": bars(_comarca(code, counts[code]) for code in most),
    }


def latest():
    """Return the last alliances and experiences published, examples left out."""
    entries = SearchEntry.objects.counted().of_type(EntryType.ALLIANCE, EntryType.EXPERIENCE)
    return entries.order_by("-published_at", "-pk")[:LATEST]


def lesson_of_the_day() -> dict | None:
    """Return one published lesson, the same the whole day, with what one experience says of it.

    Those that some experience speaks of go before the others.
    """
    lessons = Record.objects.published().filter(kind=Kind.LESSON).order_by("pk")
    codes = list(lessons.values_list("code", flat=True))
    counts = evidence_counts(codes)
    codes = [code for code in codes if any(counts[code].values())] or codes
    if not codes:
        return None
    code = codes[timezone.localdate().toordinal() % len(codes)]
    (lesson,) = lessons_with_live_facts(lessons.filter(code=code).select_related("published_revision"))
    return lesson_view(lesson) | {"axis": Axis(lesson["axis"]).label, "told": _told(code)}


def _told(code):
    """What one experience says of a lesson, with its stance; None where none says anything."""
    said = evidence_by_stance(found for found in evidence_of(code, most=1) if not found["is_example"])
    return said[0]["rows"][0] | {"stance": said[0]["code"]} if said else None


def _comarca(code, count):
    words = ngettext("%(count)d aliança", "%(count)d aliances", count) % {"count": count}
    return {
        "label": capitalised(place_name(code)),
        "lang": "ca",
        "value": count,
        "words": words,
        "url": _alliances_in(code),
    }


def _alliances_in(code):
    return filtered("alliances:list", comarca=code)
