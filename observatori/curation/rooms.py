"""The door of the staff’s rooms."""

from functools import wraps

from django.http import Http404

from observatori.accounts.pages import own_page
from observatori.organisations.access import is_curator


def staff_page(view):
    """Make `view` a personal page of the staff: log-in for nobody yet, 404 for who is not of the staff."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        if not is_curator(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return own_page(answer)
