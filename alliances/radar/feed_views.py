"""The address of a calendar: no session and no log-in, the secret says it all."""

from datetime import UTC

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from alliances.radar.feed import read_feed


@require_safe
def calendar_feed(request, secret):
    """Answer with the calendar of the secret; 404 for one that opens nothing, whatever the reason."""
    found = read_feed(secret)
    if found is None:
        raise Http404
    calendar, body = found
    tag, changed = quote_etag(calendar.told), int(calendar.told_at.astimezone(UTC).timestamp())
    response = get_conditional_response(request, etag=tag, last_modified=changed)
    if response is None:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="venciments.ics"'
    response["ETag"], response["Last-Modified"] = tag, http_date(changed)
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
