"""What somebody typed is not lost when her session is over or her form’s token is stale.

The text of a form that arrives without a session waits in the new session and is shown again after log-in, to
the same person only: the form carries her number, signed. What the browser kept of a form that was not saved comes back
the same way. A form whose CSRF token is stale is shown with its text, to be sent again. Files, passwords and tokens
are not kept.
"""

import re
from functools import wraps
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from observatori.organisations.models import User

UNSAVED = gettext_lazy("Això és el que havíeu escrit. Encara no s’ha desat.")
KEPT = "typed"  # in the session: one form at a time
MOST = 1_000_000  # characters of one form
SIGNER = Signer(salt="typed")
OWN = {"csrfmiddlewaretoken"}
SECRET = re.compile(
    "password|token|secret|credential", re.IGNORECASE
)  # names of fields that are never shown again
FROM_ELSEWHERE = (REASON_BAD_ORIGIN.partition("%")[0], "Referer checking failed")
SECRET_DOORS = ("account_", "mfa_")  # log-in and its second factor: what is typed there is secret


def mark_of(user: User) -> str:
    """Return the hidden value that says whose form it is."""
    return SIGNER.sign(str(user.pk))


def person_of(data: QueryDict) -> str:
    """Return the number of the person whose form it is; an empty text for none."""
    try:
        return SIGNER.unsign(data.get("person", ""))
    except BadSignature:
        return ""


def keep_and_log_in(request: HttpRequest) -> HttpResponse:
    """Lead to log-in and back; what was typed in one of our forms waits there."""
    text = _text_of(request.POST)
    if request.method == "POST" and person_of(request.POST) and len(text) <= MOST:
        request.session[KEPT] = {"path": request.path, "text": text}
        messages.info(request, _("Torneu a entrar: no s’ha perdut res del que heu escrit."))
    response = redirect_to_login(request.path)
    if request.htmx:  # a part of a page must not become the page of log-in
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": response.url})
    return response


def keeping_what_is_typed(view):
    """Make `view` a page of who is logged in, where what was typed in time waits for her."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        return view(request, *args, **kwargs) if request.user.is_authenticated else keep_and_log_in(request)

    return answer


def is_ours(path: str) -> bool:
    """Whether an address that somebody gave is a path of this site."""
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring_back(request: HttpRequest) -> HttpResponse:
    """Show again, on its own page, what a browser kept of a form that was not saved.

    A GET is the form’s token of this moment, for a page that has an older one.
    """
    if request.method != "POST":
        return render(request, "forms/token.html")
    path, text = request.POST.get("path", ""), request.POST.get("text", "")
    if not is_ours(path):
        raise BadRequest(_("Aquesta adreça no és d’aquí."))
    if len(text) <= MOST:
        request.session[KEPT] = {"path": path, "text": text}
    return redirect(path)


def say_saved(request: HttpRequest, sentence: str, *, level: int = messages.SUCCESS, path: str = "") -> None:
    """Say that nothing is left unsaved of the form sent to `path`; the browser forgets what it kept of it."""
    messages.add_message(request, level, sentence, extra_tags=path or request.path)


def kept_for(request: HttpRequest) -> QueryDict | None:
    """Return, once, what the person typed on this page and has not saved."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    data = QueryDict(kept["text"])
    return data if person_of(data) == str(request.user.pk) else None


def sent_again(request: HttpRequest, reason: str) -> HttpResponse | None:
    """Return the page of a form that came without a good CSRF token, with its text, to be sent again; None for what
    is no form of this reader. `reason` is why Django refused it.

    Another site cannot have its own text sent so: its request is refused for where it comes from, before anybody
    looks at the token, and gets no such page. What comes from here is sent only when somebody presses the button.
    """
    if reason.startswith(FROM_ELSEWHERE) or _is_at_secret_door(request) or not _is_hers(request):
        return None
    fields = _fields_of(request.POST)
    if not fields or len(_text_of(request.POST)) > MOST:
        return None
    context = {"fields": fields, "address": request.path, "has_files": bool(request.FILES)}
    return render(request, "forms/again.html", context, status=HTTPStatus.FORBIDDEN)


def _is_at_secret_door(request):
    return (request.resolver_match.url_name or "").startswith(SECRET_DOORS)


def _is_hers(request):
    """Whether the form was shown to who is logged in: it carries her number, or at least came from a page of ours.

    Who is not logged in can do nothing with the form that she could not do without.
    """
    if not request.user.is_authenticated:
        return True
    if "person" in request.POST:
        return person_of(request.POST) == str(request.user.pk)
    return "Origin" in request.headers  # and Django has found it to be ours


def _fields_of(data):
    """What was typed, in its order; nothing that is a secret."""
    return [
        {"name": name, "value": value}
        for name, values in data.lists()
        if name not in OWN and not SECRET.search(name)
        for value in values
    ]


def _text_of(data):
    typed = data.copy()
    for name in OWN & typed.keys():
        del typed[name]
    return typed.urlencode()
