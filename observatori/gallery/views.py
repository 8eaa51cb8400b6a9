"""The gallery of components: every piece of the pages in its states, from the templates that the pages use."""

from functools import wraps
from http import HTTPStatus

from django.http import Http404
from django.shortcuts import render

from observatori.accounts.pages import personal
from observatori.gallery.forms import SampleForm
from observatori.gallery.samples import samples
from observatori.organisations.access import is_curator

REFUSED = {"name": "", "email": "adreça sense arrova", "months": "-1"}


def of_the_staff(view):
    """Answer 404 to everybody but curators and administrators: for them there is no gallery."""

    @personal
    @wraps(view)
    def answer(request):
        if not is_curator(request.user):
            raise Http404
        return view(request)

    return answer


@of_the_staff
def components(request):
    return render(request, "gallery/page.html", samples())


@of_the_staff
def refused(request):
    """A form that came back: the summary of what has to be corrected, and each field with its error."""
    form = SampleForm(REFUSED)
    return render(request, "gallery/refused.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@of_the_staff
def dialog(request):
    """What a dialog asks, as a page of its own."""
    return render(request, "gallery/dialog.html")
