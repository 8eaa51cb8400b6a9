"""Organisations suggested while somebody types a name: options of a list, for the box that asked."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from observatori.organisations.models import Organisation
from observatori.publishing.organisation_field import is_called
from observatori.publishing.organisation_search import find_organisations
from observatori.publishing.pages import town

LEAST = 2  # letters from which something is suggested


@require_safe
@cache_control(private=True, max_age=60)
@login_required
def organisation_suggestions(request):
    """Answer the options for ``?q=``, or for the box of whatever name that htmx sends."""
    asked = (request.GET.get("q") or next(iter(request.GET.values()), "")).strip()
    is_enough = len(asked) >= LEAST
    found = find_organisations(asked, user=request.user) if is_enough else []
    options = [organisation_option(organisation) for organisation in found]
    is_known = any(is_called(organisation, asked) for organisation in found)
    new = asked if is_enough and not is_known else ""
    return render(request, "forms/suggestions.html", {"options": options, "new": new})


def organisation_option(organisation: Organisation) -> dict:
    """Return what tells an organisation from another of a like name."""
    comarca = organisation.comarca.code if organisation.comarca else None
    municipality = (
        organisation.municipality.label if organisation.municipality else organisation.municipality_text
    )
    facts = [organisation.short_name, town(municipality, comarca), organisation.tax_id]
    return {
        "code": organisation.code,
        "name": organisation.name,
        "note": " · ".join(fact for fact in facts if fact),
    }
