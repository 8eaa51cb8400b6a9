"""The workspace of an organisation: what waits for it, and its records."""

from http import HTTPStatus

from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView, TemplateView

from observatori.accounts.pages import entered, own_page
from observatori.organisations.access import is_curator, may_manage, may_write, organisations_of
from observatori.organisations.models import Organisation
from observatori.publishing.access import may_correct
from observatori.publishing.lists import PAGE
from observatori.publishing.models import Kind
from observatori.publishing.step_pages import workspace_crumbs
from observatori.workspace.beginnings import nothing_so, nothing_yet
from observatori.workspace.forms import StateForm
from observatori.workspace.needs import needs
from observatori.workspace.records import LISTS, new_urls, own, record_rows, records_of
from observatori.workspace.rooms import rooms

TITLES = {
    Kind.ALLIANCE: _("Aliances"),
    Kind.AGREEMENT: _("Convenis"),
    Kind.EXPERIENCE: _("Experiències"),
}


@own_page
def home(request):
    """Where a person works: her organisation, a choice of hers, the staff’s queue, or finding one."""
    mine = Organisation.objects.active().filter(pk__in=organisations_of(request.user)).order_by("name", "pk")
    mine = list(mine)
    if len(mine) == 1 and not is_curator(request.user):
        return redirect("workspace:organisation", mine[0].slug)
    if not mine:
        return redirect("curation:queue" if is_curator(request.user) else "accounts:find_organisation")
    context = {"organisations": mine, "is_curator": is_curator(request.user)}
    return TemplateResponse(request, "workspace/home.html", context)


class Room:
    """What every page of a workspace knows: whose it is, and what the reader may do there."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return
        self.organisation = entered(request, kwargs["organisation"])
        self.writes = is_curator(request.user) or may_write(request.user, self.organisation)

    def get_context_data(self, **kwargs):
        """Return the context; the organisation’s slug of the address gives way to the organisation."""
        kwargs |= {"organisation": self.organisation, "writes": self.writes}
        return super().get_context_data(**{"crumbs": self.crumbs()} | kwargs)

    def crumbs(self):
        """The way back: from a page of the workspace to its first one."""
        return workspace_crumbs(self.organisation)

    def rows(self, records):
        return record_rows(records, self.organisation, self.request.user, writes=self.writes)


@method_decorator(own_page, name="dispatch")
class Desk(Room, TemplateView):
    """What waits for the organisation, and the first of its alliances, agreements and experiences."""

    template_name = "workspace/organisation.html"

    def get_context_data(self, **kwargs):
        manages = may_manage(self.request.user, self.organisation)
        groups = [self.group(kind) for kind in LISTS]
        return super().get_context_data(**kwargs) | {
            "manages": manages,
            "corrects": may_correct(self.request.user, self.organisation),
            "needs": needs(self.organisation, self.request.user, writes=self.writes, manages=manages),
            "rooms": rooms(self.organisation, self.request.user),
            "new": new_urls(self.organisation) if self.writes else None,
            "groups": groups,
            "begins": self.writes and not any(group["mine"] or group["others"] for group in groups),
        }

    def group(self, kind):
        """Return the first records of a kind, its own before those the organisation takes part in."""
        records = records_of(self.organisation, kind)
        mine = Paginator(records.filter(own(self.organisation)), PAGE).page(1)
        others = Paginator(records.exclude(own(self.organisation)), PAGE).page(1)
        return {
            "id": LISTS[kind],
            "title": TITLES[kind],
            "list": f"workspace:{LISTS[kind]}",
            "mine": self.rows(mine),
            "others": self.rows(others),
            "more": mine.has_next() or others.has_next(),
            "empty": nothing_yet(self.organisation, kind, writes=self.writes),
        }


class Records(Room, ListView):
    """Every record of a kind that the organisation owns or takes part in, by state."""

    kind: str
    template_name = "workspace/records.html"
    paginate_by = PAGE

    def get(self, request, *args, **kwargs):
        self.form = StateForm(request.GET, kind=self.kind)
        response = super().get(request, *args, **kwargs)
        if not self.form.is_valid():
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    def get_queryset(self):
        records = records_of(self.organisation, self.kind)
        if not self.form.is_valid():
            return records.none()
        states = self.form.cleaned_data["state"]
        return records.filter(state__in=states) if states else records

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = self.rows(context["object_list"])
        return context | {
            "title": TITLES[self.kind],
            "rows": rows,
            "form": self.form,
            "empty": self.empty(),
        }

    def empty(self):
        """Return what is said where there are no rows; nothing where the question was refused."""
        if not self.form.is_valid():
            return None
        if self.form.cleaned_data["state"]:
            return nothing_so(self.request.path)
        return nothing_yet(self.organisation, self.kind, writes=self.writes)


@method_decorator(own_page, name="dispatch")
class Alliances(Records):
    kind = Kind.ALLIANCE


@method_decorator(own_page, name="dispatch")
class Agreements(Records):
    kind = Kind.AGREEMENT


@method_decorator(own_page, name="dispatch")
class Experiences(Records):
    kind = Kind.EXPERIENCE
