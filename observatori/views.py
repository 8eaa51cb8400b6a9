"""The home page, the state of the service, and the errors of every address."""

from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.db import DatabaseError, connection
from django.db.models import Count
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from experiences.guide import lesson_view
from experiences.live import lessons_with_live_facts
from experiences.models import Axis
from observatori.formats import phrases
from observatori.publishing.models import EntryType, Kind, Record, SearchEntry
from observatori.publishing.typed import sent_again
from observatori.rest.errors import problem_response
from observatori.search.pages import cards

LATEST = 6
LISTS = {
    EntryType.ALLIANCE: "alliances:list",
    EntryType.ORGANISATION: "organisations:list",
    EntryType.EXPERIENCE: "experiences:list",
    EntryType.LESSON: "lessons:list",
}


class Home(TemplateView):
    """What the Observatori is, in ten seconds, and its life: figures, the latest, one lesson."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            figures=figures(),
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


def latest():
    """Return the last alliances and experiences published, examples left out."""
    entries = SearchEntry.objects.counted().of_type(EntryType.ALLIANCE, EntryType.EXPERIENCE)
    return entries.order_by("-published_at", "-pk")[:LATEST]


def lesson_of_the_day() -> dict | None:
    """Return one published lesson, the same the whole day."""
    lessons = Record.objects.published().filter(kind=Kind.LESSON).order_by("pk")
    count = lessons.count()
    if not count:
        return None
    index = timezone.localdate().toordinal() % count
    (lesson,) = lessons_with_live_facts(lessons.select_related("published_revision")[index : index + 1])
    return lesson_view(lesson) | {"axis": Axis(lesson["axis"]).label}


@never_cache
def status(request):
    """Readiness: 200 when the database answers, 503 with the reason otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse(
            {"status": "unavailable", "detail": _("La base de dades no respon.")},
            status=HTTPStatus.SERVICE_UNAVAILABLE,
        )
    return JsonResponse({"status": "ok"})


@never_cache
def alive(request):
    """Liveness: the process answers."""
    return HttpResponse("ok", content_type="text/plain")


def bad_request(request, exception):
    # Other exceptions that end here (a host that is not ours…) speak to programmers, not to people.
    detail = str(exception) if isinstance(exception, BadRequest) else ""
    return _error(request, HTTPStatus.BAD_REQUEST, detail)


def forbidden(request, exception=None):
    return _error(request, HTTPStatus.FORBIDDEN)


def csrf_failure(request, reason=""):
    page = None if request.path.startswith("/api/") else sent_again(request, reason)
    return page or _error(request, HTTPStatus.FORBIDDEN)


def not_found(request, exception):
    return _error(request, HTTPStatus.NOT_FOUND)


def server_error(request):
    return _error(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def _error(request, status, detail=""):
    if request.path.startswith("/api/"):
        return problem_response(request, int(status), detail=detail)
    return render(request, f"{int(status)}.html", {"detail": detail}, status=status)
