"""The one door through which files leave: always as an attachment, never for who may not read them."""

from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.settings import api_settings

from observatori.documents.access import documents_visible_to
from observatori.organisations.models import Scope, Token
from observatori.rest.errors import problem_response

# Whatever a browser makes of the file, it runs nothing and reads nothing of ours.
NOTHING = {"default-src": [CSP.NONE], "frame-ancestors": [CSP.NONE], "sandbox": True}


@require_safe
@csp_override(NOTHING)
def download(request, public_id):
    """Send a document to who may read it, by session or by a token of the API; 404 for the others."""
    try:
        user = _reader(request)
    except AuthenticationFailed as failure:
        return _refused(request, failure)
    document = get_object_or_404(documents_visible_to(user), public_id=public_id)
    etag = f'"{document.sha256}"'
    response = get_conditional_response(request, etag=etag) or _attachment(document)
    response.headers["ETag"] = etag
    patch_vary_headers(response, ["Cookie", "Authorization"])
    if user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    else:  # anybody may keep it, and asks each time: it can stop being public
        patch_cache_control(response, public=True, no_cache=True)
    return response


def _reader(request):
    """Return who asks. Raises AuthenticationFailed for a token that is none."""
    authenticators = [authenticator() for authenticator in api_settings.DEFAULT_AUTHENTICATION_CLASSES]
    asked = Request(request, authenticators=authenticators)
    if isinstance(asked.auth, Token) and Scope.READ not in asked.auth.scopes:
        return AnonymousUser()
    return asked.user


def _refused(request, failure):
    response = problem_response(request, 401, detail=failure.detail, code="authentication_failed")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _attachment(document):
    return FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.filename,
        content_type=document.media_type,
    )
