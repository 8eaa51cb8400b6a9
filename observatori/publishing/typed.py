"""What somebody typed is not lost when her session is over or her form’s token is stale.

The text of a form that arrives without a session waits in the new session and is shown again after log-in, to
the same person only: the form carries her number, signed. A form whose CSRF token is stale is shown with its text,
to be sent again. Files are not kept.
"""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from observatori.organisations.models import User

KEPT = "typed"  # in the session: one form at a time
MOST = 1_000_000  # characters of one form
SIGNER = Signer(salt="typed")
OWN = {"csrfmiddlewaretoken"}


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
    return redirect_to_login(request.path)


def kept_for(request: HttpRequest) -> QueryDict | None:
    """Return, once, what the person typed on this page before her session was over."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    data = QueryDict(kept["text"])
    return data if person_of(data) == str(request.user.pk) else None


def sent_again(request: HttpRequest) -> HttpResponse | None:
    """Return the page of a form whose CSRF token is stale, with its text; None for what is not a form of hers.

    Another site cannot have the text sent: it does not know the person’s signed number, and she presses the button.
    """
    if not request.user.is_authenticated or person_of(request.POST) != str(request.user.pk):
        return None
    fields = [
        {"name": name, "value": value}
        for name, values in request.POST.lists()
        if name not in OWN
        for value in values
    ]
    context = {"fields": fields, "address": request.path}
    return render(request, "forms/again.html", context, status=HTTPStatus.FORBIDDEN)


def _text_of(data):
    typed = data.copy()
    for name in OWN & typed.keys():
        del typed[name]
    return typed.urlencode()
