"""Pages of a list: ``{next, previous, results}`` behind an opaque cursor."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination

from observatori.rest.errors import bad_parameter


class CursorPages(CursorPagination):
    """Cursor pages of 1 to 100 results, 50 unless `page_size` says otherwise."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "page_size"
    ordering = "pk"

    def decode_cursor(self, request):
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            raise _bad_cursor() from None
        if cursor and "\x00" in (cursor.position or ""):
            raise _bad_cursor()
        return cursor

    def paginate_queryset(self, queryset, request, view=None):
        try:
            return super().paginate_queryset(queryset, request, view)
        except ValueError:  # the position is not of the column’s type
            raise _bad_cursor() from None

    def get_ordering(self, request, queryset, view):
        """Take the view’s `list_order`, which is total: pages neither repeat nor skip a row."""
        return getattr(view, "list_order", None) or super().get_ordering(request, queryset, view)

    def get_page_size(self, request):
        return page_size_asked(request)


def page_size_asked(request) -> int:
    """Return the number of results that ``?page_size=`` asks for; raise a 400 where it is out of bounds."""
    asked = request.query_params.get("page_size", str(CursorPages.page_size))
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= CursorPages.max_page_size):
        raise bad_parameter("page_size", _("La mida de pàgina ha de ser un nombre de l’1 al 100."))
    return int(asked)


def _bad_cursor():
    return bad_parameter(
        "cursor", _("Aquest cursor no és de cap pàgina: cal prendre’l de next o de previous.")
    )
