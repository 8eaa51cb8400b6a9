"""The page and the file of a radar: the rooms of organisations and of the staff say whose it is."""

from http import HTTPStatus
from itertools import batched
from types import SimpleNamespace

from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage, PageNotAnInteger, Paginator
from django.db.models import Count, Window
from django.http import Http404, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from alliances.models import Agreement, Alliance, Happening
from alliances.radar.charges import rooms_of
from alliances.radar.horizon import FARTHEST_MONTHS, agreements_for, milestones_of, too_far
from alliances.radar.items import items_of
from alliances.radar.pages import (
    EXPORTED,
    UNKNOWN_COLUMNS,
    columns,
    exported_rows,
    legend,
    months,
    table_rows,
    unknown_rows,
)
from alliances.radar.queries import RadarForm
from observatori.formats.phrases import on, typographic
from observatori.formats.spreadsheets import Column, Sheet, csv_file
from observatori.organisations.access import is_curator
from observatori.organisations.models import Membership, Organisation
from observatori.publishing.access import may_give_charge
from observatori.publishing.lists import PAGE, RESULTS, chips
from observatori.publishing.reading import asked_day

FIRST_UNKNOWN = 10  # of those whose end is not known, beside the rest
FEW = 200  # alliances or parties that a list to choose from may have
FARTHEST_PAGE = 1_000_000
AT_ONCE = 500  # rows of the file that are read at once


class Radar:
    """To stand before a view: the question of a request, and the milestones that answer it."""

    organisation: Organisation | None = None

    @cached_property
    def at(self):
        at = asked_day(self.request)
        if too_far(at):
            raise BadRequest(_("El radar arriba fins a %(count)d mesos d’avui.") % {"count": FARTHEST_MONTHS})
        return at

    @cached_property
    def readable(self):
        return agreements_for(self.request.user, self.organisation)

    @cached_property
    def milestones(self):
        return milestones_of(self.readable)

    @cached_property
    def rooms(self):
        return rooms_of(self.request.user, self.organisation)

    @cached_property
    def form(self):
        return RadarForm(self.request.GET, user=self.request.user, at=self.at, **self.options())

    def options(self):
        """The people, alliances and parties to choose from, in the room of an organisation."""
        if self.organisation is None:
            return {}
        people = Membership.objects.filter(organisation=self.organisation).select_related("user")
        return {
            "people": [(row.user_id, str(row.user)) for row in people.order_by("user__name", "pk")],
            "alliances": _choices(self._alliances().values_list("record__code", "name")),
            "parties": _choices(self._parties().values_list("code", "name")),
        }

    def _alliances(self):
        agreements = self.readable.only(Agreement.objects.all(), "pk")
        return Alliance.objects.filter(pk__in=agreements.values("alliance")).order_by("name", "pk")

    def _parties(self):
        parties = self.readable.only(Agreement.parties.through.objects.all(), "agreement")
        return Organisation.objects.filter(pk__in=parties.values("organisation")).order_by("name", "pk")

    def items(self, milestones):
        return items_of(
            milestones,
            readable=self.readable,
            user=self.request.user,
            at=self.at,
            rooms=self.rooms,
        )

    def found(self):
        """Return what has a day and what has none, as far as the question can be read."""
        if not self.form.is_valid():
            return self.milestones.none(), self.milestones.none()
        events = self.form.events(self.milestones, self.rooms)
        return events, self.form.unknown(self.milestones, self.rooms)


class CountedOnTheWay(Paginator):
    """Pages whose rows come with the number of all there are, in one query: what takes long is to find which they are.

    Not for most of a large table, which the database counts faster without keeping it.
    """

    def page(self, number):
        first = (self._whole(number) - 1) * self.per_page
        rows = self.object_list.annotate(of_all=Window(Count("*")))[first : first + self.per_page]
        rows = list(rows)
        if rows or not first:
            self.__dict__["count"] = rows[0].of_all if rows else 0
        return self._get_page(rows, self.validate_number(number), self)

    def _whole(self, number):
        """The number of a page that may be past the last one, but not past what the database counts with."""
        try:
            return min(max(int(number), 1), FARTHEST_PAGE)
        except (TypeError, ValueError):
            raise PageNotAnInteger("") from None


class RadarPage(Radar, TemplateView):
    """What ends, as months and as a table, and what has no day. A question that cannot be read answers 422."""

    template_name: str

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        if not self.form.is_valid():
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    def get_template_names(self):
        return [f"{self.template_name}#{RESULTS}" if self.request.htmx else self.template_name]

    def get_context_data(self, **kwargs):
        events, unknown = self.found()
        only_unknown = self.request.GET.getlist("what") == [Happening.UNKNOWN]
        page = self._page(unknown if only_unknown else events, number=self.request.GET.get("page", 1))
        beside = None if only_unknown else self._page(unknown, FIRST_UNKNOWN)
        shown = self.items([*page, *(beside or ())])
        items = [one for one in shown if one.milestone.day]
        known = {
            "form": self.form,
            "at": on(self.at) if self.request.GET.get("at") else "",
            "chips": chips(SimpleNamespace(form=self.form, data=self.request.GET)),
            "clear_url": self.request.path,
            "page_obj": page,
            "columns": columns(),
            "rows": table_rows(items, self.organisation, self._back()),
            "chart": months(items, at=self.at, until=self.form.until_day) if items else None,
            "legend": legend(),
            "unknown_columns": columns(UNKNOWN_COLUMNS),
            "unknown_rows": unknown_rows(
                [one for one in shown if not one.milestone.day],
                self.organisation,
                self.request.user,
                self._back(),
            ),
            "unknown_count": (beside or page).paginator.count,
            "more_unknown": self._only_unknown_url() if not only_unknown else "",
            "csv_query": self.request.GET.urlencode(),
        }
        return super().get_context_data(**known | kwargs)

    def _back(self):
        """Where who says who looks after an agreement comes back to; None for who may not say it."""
        user, organisation = self.request.user, self.organisation
        gives = may_give_charge(user, organisation) if organisation else is_curator(user)
        return self.request.get_full_path() if gives else None

    def _page(self, milestones, size=PAGE, number=1):
        paginator = Paginator if self.readable.is_everything else CountedOnTheWay
        try:
            return paginator(milestones, size).page(number)
        except InvalidPage:
            raise Http404 from None

    def _only_unknown_url(self):
        query = self.request.GET.copy()
        query.pop("page", None)
        query["what"] = Happening.UNKNOWN
        return f"?{query.urlencode()}"


class RadarFile(Radar):
    """The same answer as CSV, all of it."""

    def answer(self) -> HttpResponse:
        """Return the file; a question that cannot be read is a 422 with its sentences."""
        if not self.form.is_valid():
            sentences = [error for errors in self.form.errors.values() for error in errors]
            return HttpResponse(
                "\n".join(sentences),
                status=HTTPStatus.UNPROCESSABLE_ENTITY,
                content_type="text/plain; charset=utf-8",
            )
        rows = (
            row
            for milestones in self.found()
            for some in batched(milestones.iterator(chunk_size=AT_ONCE), AT_ONCE)
            for row in exported_rows(self.items(some))
        )
        columns = [Column(str(name)) for name in EXPORTED]
        sheet = Sheet("radar", columns, list(rows), get_language())
        response = HttpResponse(csv_file(sheet), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="radar.csv"'
        return response


def _choices(rows):
    """The options of a list; None where there are too many to choose from."""
    found = list(rows[: FEW + 1])
    return None if len(found) > FEW else [(code, typographic(name)) for code, name in found]
