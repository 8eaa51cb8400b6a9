"""The door of the staff’s rooms."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.urls import reverse

from observatori.accounts.pages import own_page, personal
from observatori.organisations.access import is_curator
from observatori.publishing.typed import keep_and_log_in, person_of


@personal
def _log_in(request):
    """Lead back to what was typed; who only pressed a button finds the record in the queue again."""
    return (
        keep_and_log_in(request) if person_of(request.POST) else redirect_to_login(reverse("curation:queue"))
    )


def staff_page(view):
    """Make `view` a personal page of the staff: log-in for nobody yet, 404 for who is not of the staff.

    What somebody typed before her session was over waits for her; the view asks `kept_for`.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        if not is_curator(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    @wraps(view)
    def enter(request, *args, **kwargs):
        if request.method == "POST" and not request.user.is_authenticated:
            return _log_in(request)
        return own_page(answer)(request, *args, **kwargs)

    return enter
