"""The state of the service, and the errors of every address."""

from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from observatori.publishing.typed import sent_again
from observatori.rest.errors import problem_response


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
    if not isinstance(exception, BadRequest):
        return _error(request, HTTPStatus.BAD_REQUEST)
    asked_wrong = request.method == "GET" and request.GET
    return _error(request, HTTPStatus.BAD_REQUEST, str(exception), back=request.path if asked_wrong else "")


def forbidden(request, exception=None):
    return _error(request, HTTPStatus.FORBIDDEN)


def csrf_failure(request, reason=""):
    page = None if request.path.startswith("/api/") else sent_again(request, reason)
    return page or _error(request, HTTPStatus.FORBIDDEN)


def not_found(request, exception):
    return _error(request, HTTPStatus.NOT_FOUND)


def server_error(request):
    return _error(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def _error(request, status, detail="", back=""):
    """Answer with the page of an error; `back` is the same page, without what could not be understood."""
    if request.path.startswith("/api/"):
        return problem_response(request, int(status), detail=detail)
    return render(request, f"{int(status)}.html", {"detail": detail, "back": back}, status=status)
