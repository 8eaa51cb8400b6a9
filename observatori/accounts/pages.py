"""What all personal pages share: they are not kept by anybody, and a refused form says so in its status."""

from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control

from observatori.organisations.access import may_enter, may_manage
from observatori.organisations.models import Organisation


def personal(view):
    """Keep the answers of a view out of every cache, and give a refused form its 422."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        if request.method == "POST" and response.status_code == HTTPStatus.OK and _refused(response):
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    return answer


def own_page(view):
    """Make `view` a personal page of who is logged in."""
    return personal(login_required(view))


def entered(request, slug: str) -> Organisation:
    """Return the organisation of a room of work; 404 for who may not enter it, as for one that does not exist."""
    organisation = get_object_or_404(Organisation.objects.active(), slug=slug)
    if not may_enter(request.user, organisation):
        raise Http404
    return organisation


def managed(request, slug: str) -> Organisation:
    """Return an organisation whose members and keys the person manages; 403 for its other members."""
    organisation = entered(request, slug)
    if not may_manage(request.user, organisation):
        raise PermissionDenied
    return organisation


def refuse(form: BaseForm, error: ValidationError) -> None:
    """Put what a rule refused where it belongs in the form: at its field, or above all."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _refused(response):
    context = getattr(response, "context_data", None) or {}
    forms = (value for value in context.values() if isinstance(value, BaseForm))
    return any(form.is_bound and form.errors for form in forms)
