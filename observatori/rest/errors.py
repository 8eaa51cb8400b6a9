"""Every error under ``/api/`` as ``application/problem+json`` (RFC 9457)."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.views import set_rollback

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: _("La petició no s’entén"),
    401: _("Cal identificar-se"),
    403: _("No hi teniu accés"),
    404: _("No s’ha trobat"),
    405: _("Aquest mètode no es pot fer servir aquí"),
    406: _("No es pot respondre en aquest format"),
    409: _("L’estat del registre no ho permet"),
    410: _("S’ha retirat"),
    412: _("El registre ha canviat mentrestant"),
    413: _("És massa gran"),
    415: _("Aquest tipus de contingut no s’accepta"),
    422: _("Hi ha dades que no són vàlides"),
    428: _("Cal dir quina versió es modifica"),
    429: _("Massa peticions"),
    500: _("Hi ha hagut un error"),
    503: _("El servei no està disponible"),
}


class Problem(exceptions.APIException):
    """An error with a status, a sentence for people and a code for programs."""

    def __init__(self, status: int, detail, code: str, errors=()):
        super().__init__(detail, code)
        self.status_code = status
        self.errors = list(errors)


def bad_parameter(name: str, detail) -> Problem:
    """Return the 400 that says which parameter of the address cannot be read, and why."""
    return Problem(
        400, detail, "bad_parameter", [{"pointer": f"?{name}", "code": "invalid", "detail": detail}]
    )


def problem(exception, context):
    """DRF’s exception handler: turn what it knows into a problem; let the rest become a 500."""
    if isinstance(exception, Http404):
        exception = exceptions.NotFound(str(exception) or str(TITLES[404]))
    elif isinstance(exception, PermissionDenied):
        exception = exceptions.PermissionDenied()
    if not isinstance(exception, exceptions.APIException):
        return None
    set_rollback()
    response = problem_response(
        context["request"],
        status_of(exception),
        detail=_sentence(exception),
        code=_code(exception),
        errors=_errors(exception),
    )
    if wait := getattr(exception, "wait", None):
        response.headers["Retry-After"] = str(int(wait))
    if header := getattr(exception, "auth_header", None):
        response.headers["WWW-Authenticate"] = header
    return response


def problem_response(request, status, *, detail="", code="", errors=()):
    """Return the answer of one problem."""
    title = str(TITLES.get(status, HTTPStatus(status).phrase))
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": str(detail) or title,
        "instance": request.path,
        "code": code or HTTPStatus(status).name.lower(),
        "errors": list(errors),
    }
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def status_of(exception):
    """A readable body that says something impossible is 422, not 400 (RFC 9110, §15.5.21)."""
    return 422 if isinstance(exception, exceptions.ValidationError) else exception.status_code


def _sentence(exception):
    if isinstance(exception, exceptions.ValidationError):
        return gettext("Hi ha dades que no són vàlides")
    return exception.detail


def _code(exception):
    if isinstance(exception, exceptions.ValidationError):
        return "invalid"
    codes = exception.get_codes()
    return codes if isinstance(codes, str) else "error"


def _errors(exception):
    if isinstance(exception, exceptions.ValidationError):
        return list(_flatten(exception.detail, ""))
    return getattr(exception, "errors", [])


def _flatten(detail, pointer):
    if isinstance(detail, dict):
        for key, inner in detail.items():
            yield from _flatten(inner, f"{pointer}/{key}")
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _flatten(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        yield {"pointer": pointer, "code": detail.code, "detail": str(detail)}
