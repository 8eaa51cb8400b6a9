"""What an organisation and those it signs with commit to put in: by year, by agreement, in kind, and as a file."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.generic import TemplateView

from alliances.commitments.totals import commitments_with
from alliances.pages.commitment_totals import file_head, file_rows, totals_context
from observatori.accounts.pages import entered, own_page
from observatori.formats.spreadsheets import Column, Sheet, csv_file
from observatori.workspace.views import Room


@method_decorator(own_page, name="dispatch")
class Commitments(Room, TemplateView):
    """The sums and the tables, over the registered agreements that the reader may read."""

    template_name = "workspace/commitments.html"

    def get_context_data(self, **kwargs):
        given = commitments_with(self.organisation, timezone.localdate(), self.request.user)
        return super().get_context_data(money=totals_context(given, self.organisation.code), **kwargs)


@own_page
def commitments_file(request, organisation):
    """The same commitments as CSV, one a line."""
    owner, today = entered(request, organisation), timezone.localdate()
    rows = file_rows(commitments_with(owner, today, request.user))
    name = f"compromisos-{owner.slug}-{today.isoformat()}.csv"
    return HttpResponse(
        csv_file(
            Sheet("compromisos", [Column(str(name)) for name in file_head()], list(rows), get_language())
        ),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
