"""Every error under ``/api/`` as ``application/problem+json`` (RFC 9457)."""

from http import HTTPStatus

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.http import Http404, JsonResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

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
# What people are told where the code says no more; the words of the libraries are not ours, nor always Catalan.
SENTENCES = {
    400: _("El cos o l’adreça de la petició no es poden llegir."),
    401: _("Cal una clau d’API vàlida a la capçalera Authorization, o bé haver entrat amb el vostre compte."),
    403: _("Ho podeu llegir, però no teniu permís per fer-hi això."),
    404: _("Aquí no hi ha res, o no ho podeu llegir."),
    405: _("La capçalera Allow diu quins mètodes s’hi poden fer servir."),
    406: _("L’API respon en JSON."),
    413: _("El cos de la petició és massa gran."),
    415: _("Mireu a la referència quin Content-Type vol aquesta adreça."),
    422: _("Hi ha dades que no són vàlides."),
    429: _("Heu fet massa peticions: espereu els segons que diu la capçalera Retry-After."),
}
CODES = {"null": "required", "blank": "required"}
ROOT_KEYS = {NON_FIELD_ERRORS, "non_field_errors"}


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
    exception = _known(exception)
    if not isinstance(exception, exceptions.APIException):
        return None
    status = status_of(exception)
    response = problem_response(
        context["request"],
        status,
        detail=_sentence(exception, status),
        code=_code(exception),
        errors=_errors(exception),
    )
    if wait := getattr(exception, "wait", None):
        response.headers["Retry-After"] = str(int(wait))
    if header := getattr(exception, "auth_header", None):
        response.headers["WWW-Authenticate"] = header
    return response


def _known(exception):
    """The exceptions of Django and of the rules as those of the API."""
    if isinstance(exception, Http404):
        return exceptions.NotFound()
    if isinstance(exception, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(exception, ValidationError):
        return Problem(422, SENTENCES[422], "invalid", field_errors(exception))
    if isinstance(exception, RequestDataTooBig):
        return Problem(413, SENTENCES[413], "too_large")
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return Problem(400, SENTENCES[400], "malformed")
    return exception


def field_errors(error: ValidationError) -> list[dict]:
    """Return the errors of a rule, whose fields are paths like ``partners/0/role``, with JSON pointers."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    return [
        _field_error("" if field in ROOT_KEYS else f"/{field}", one.code, sentence)
        for field, found in by_field.items()
        for one in found
        for sentence in one.messages
    ]


def _field_error(pointer, code, sentence):
    code = code or "invalid"
    return {"pointer": pointer, "code": CODES.get(code, code), "detail": str(sentence)}


def problem_response(request, status, *, detail="", code="", errors=()):
    """Return the answer of one problem."""
    title = str(TITLES.get(status, HTTPStatus(status).phrase))
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": str(detail or SENTENCES.get(status, "")) or title,
        "instance": request.path,
        "code": code or HTTPStatus(status).name.lower(),
        "errors": list(errors),
    }
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def status_of(exception):
    """A readable body that says something impossible is 422, not 400 (RFC 9110, §15.5.21)."""
    return 422 if isinstance(exception, exceptions.ValidationError) else exception.status_code


def _sentence(exception, status):
    if isinstance(exception, Problem):
        return exception.detail
    return SENTENCES.get(status, "")


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
            yield from _flatten(inner, pointer if key in ROOT_KEYS else f"{pointer}/{_escaped(key)}")
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _flatten(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        yield _field_error(pointer, detail.code, detail)


def _escaped(key):
    """A member’s name inside a JSON pointer (RFC 6901, §3)."""
    return str(key).replace("~", "~0").replace("/", "~1")
