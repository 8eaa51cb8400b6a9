"""The addresses of the list: the page, the page that other sites frame, and the files."""

from http import HTTPStatus

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from alliances.transparency.gaps import absent_rows, gap_rows, unconfirmed_rows
from alliances.transparency.lines import Line, transparency_lines, updated_at
from alliances.transparency.page import TransparencyFilters, line_rows
from alliances.transparency.sheet import transparency_sheet
from observatori.codes import CODE
from observatori.formats.phrases import on, typographic
from observatori.formats.spreadsheets import csv_file, xlsx_file
from observatori.organisations.access import may_enter
from observatori.organisations.models import Organisation, Ownership
from observatori.publishing.pages import crumbs
from observatori.publishing.reading import asked_day
from observatori.publishing.step_pages import workspace_crumbs
from observatori.publishing.views import public_organisations

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANYWHERE = {**settings.SECURE_CSP, "frame-ancestors": ["*"]}  # at the address made for it alone


class Transparency(TemplateView):
    """The public agreements of an organisation; its members read besides what is missing, and why."""

    template_name = "transparency/page.html"

    def get(self, request, slug):
        if CODE.fullmatch(slug):
            organisation = get_object_or_404(public_organisations(), code=slug.upper())
            return redirect("alliances:transparency", organisation.slug, permanent=True)
        self.organisation = readable_organisation(request.user, slug)
        response = super().get(request, slug=slug)
        if not self.form.is_valid():
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    def get_context_data(self, **kwargs):
        today = asked_day(self.request)
        lines = transparency_lines(self.organisation, today)
        self.form = TransparencyFilters(self.request.GET, lines=lines)
        page = Paginator(self.form.chosen(lines), PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            **heading(self.organisation, lines) | self.for_members(lines, today),
            form=self.form,
            asked=bool(self.form.changed_data) if self.form.is_valid() else True,
            page_obj=page,
            rows=line_rows(page),
            **kwargs,
        )

    @property
    def at(self) -> dict:
        """The day that was asked for, as an address carries it."""
        day = self.request.GET.get("at")
        return {"at": day} if day else {}

    def for_members(self, lines, today):
        """Return what members and staff are told besides, and how the list is framed elsewhere."""
        organisation, user = self.organisation, self.request.user
        is_public = public_organisations().filter(pk=organisation.pk).exists()
        framed = reverse("alliances:transparency_framed", args=[organisation.slug])
        told = {
            **({} if is_public else {"crumbs": workspace_crumbs(organisation)}),
            "is_public": is_public,
            "is_member": may_enter(user, organisation),
            "framed_url": self.request.build_absolute_uri(framed) if is_public else "",
            "files": file_links(organisation, self.at) if is_public else [],
            "clear_url": reverse("alliances:transparency", args=[organisation.slug], query=self.at),
            "left_out": left_out(lines),
        }
        if not told["is_member"]:
            return told
        told["unconfirmed"] = unconfirmed_rows(lines)
        gaps = gap_rows(organisation, lines, today, user)
        absent = absent_rows(organisation, lines, user)
        asks = gaps or absent or told["unconfirmed"]
        tone = "warning" if asks else "success" if lines else "info"
        return told | {"gaps": gaps, "absent": absent, "tone": tone, "has_lines": bool(lines)}


@method_decorator([xframe_options_exempt, csp_override(ANYWHERE)], name="dispatch")
class Framed(TemplateView):
    """The list alone, for the organisation’s own site to frame. It asks for no session and sets no cookie."""

    template_name = "transparency/framed.html"

    def get_context_data(self, slug, **kwargs):
        organisation = get_object_or_404(public_organisations(), slug=slug)
        lines = [
            line for line in open_lines(self.request, organisation) if not line.registered_by
        ]  # it stands on its own site
        page = Paginator(lines, PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            **heading(organisation, lines), page_obj=page, rows=line_rows(page), **kwargs
        )


@require_safe
def as_csv(request, slug):
    """The list as CSV."""
    return _file(request, slug, csv_file, "csv", "text/csv; charset=utf-8")


@require_safe
def as_xlsx(request, slug):
    """The list as XLSX."""
    return _file(request, slug, xlsx_file, "xlsx", XLSX)


def readable_organisation(user, slug: str) -> Organisation:
    """Return an organisation that anybody may know of, or whose workspace `user` enters. Raises Http404."""
    found = public_organisations().filter(slug=slug).first()
    if found:
        return found
    organisation = get_object_or_404(Organisation.objects.active(), slug=slug)
    if not may_enter(user, organisation):
        raise Http404
    return organisation


def open_lines(request, organisation: Organisation) -> list[Line]:
    """Return the lines that go out as data: examples are shown on our page, and nowhere else."""
    return [line for line in transparency_lines(organisation, asked_day(request)) if not line.is_example]


def left_out(lines: list[Line]) -> str:
    """Return what is said beside the files of the examples they do not have; empty where there are none."""
    examples = [line for line in lines if line.is_example]
    if examples and len(examples) == len(lines):
        return _(
            "Els convenis d’aquesta llista són d’exemple i no són dades obertes: els fitxers no en porten cap."
        )
    return _("Els convenis d’exemple no són dades obertes: no són als fitxers.") if examples else ""


def heading(organisation: Organisation, lines: list[Line]) -> dict:
    """Return what stands over the list."""
    name = typographic(organisation.name)
    updated = updated_at(line.code for line in lines) if lines else None
    page = reverse("organisations:organisation", args=[organisation.slug])
    return {
        "organisation": organisation,
        "name": name,
        "crumbs": crumbs((reverse("organisations:list"), _("Entitats")), (page, name)),
        "updated": _("Actualitzada %(day)s.") % {"day": on(timezone.localdate(updated))} if updated else "",
        "is_bound": organisation.ownership == Ownership.PUBLIC,
    }


def file_links(organisation: Organisation, query: dict) -> list[dict]:
    """Return the files of the list, asked the same: {label, url}."""
    slug = organisation.slug
    return [
        {"label": label, "url": reverse(f"alliances:transparency_{kind}", args=[slug], query=query)}
        for kind, label in (("xlsx", _("Baixeu-ho en XLSX")), ("csv", _("Baixeu-ho en CSV")))
    ]


def _file(request, slug, write, extension, media_type):
    organisation = get_object_or_404(public_organisations(), slug=slug)
    sheet = transparency_sheet(organisation, open_lines(request, organisation), request.build_absolute_uri)
    name = f"convenis-{organisation.slug}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(sheet), content_type=media_type, headers=headers)
