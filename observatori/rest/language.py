"""The language of the API: the caller’s `Accept-Language`, never the address."""

from django.utils import translation


class ApiLanguageMiddleware:
    """Activate the caller’s language under ``/api/``.

    `LocaleMiddleware` stands before: with an unprefixed default language it forces Catalan there.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers["Content-Language"] = translation.get_language()
            return response
