"""What every address of the API that people write to has in common."""

from functools import partial

from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.permissions import IsAuthenticatedOrReadOnly

from observatori.rest import idempotency
from observatori.rest.throttles import caller_of


class ApiAddress:
    """To stand before an APIView: the order in which a request is looked at, and doing a POST once.

    The order is the contract’s: 405 and 401, then what the view finds (404, 403), then the body.
    """

    permission_classes = (IsAuthenticatedOrReadOnly,)

    def initial(self, request, *args, **kwargs):
        if request.method not in self.allowed_methods:
            if "Authorization" in request.headers:
                self.perform_authentication(request)  # a bad token is 401 everywhere
            self.http_method_not_allowed(request, *args, **kwargs)
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and idempotency.HEADER in request.headers:
            self.post = partial(self._answer_once, self.post)

    def _answer_once(self, handler, request, *args, **kwargs):
        key = idempotency.checked_key(request.headers[idempotency.HEADER])
        digest = idempotency.digest_of(request)
        with idempotency.held_answer(who=caller_of(request), key=key, digest=digest) as answer:
            if answer.status:
                return idempotency.again(answer)
            response = self._rendered(handler, request, *args, **kwargs)
            idempotency.keep(answer, response)
            return response

    def _rendered(self, handler, request, *args, **kwargs):
        """The whole answer, a refusal too; what is no refusal goes on, undoes the work and frees the key."""
        try:
            response = handler(request, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 — what is no refusal is raised again
            response = self.handle_exception(error)
        response = self.finalize_response(request, response, *args, **kwargs)
        return response.render() if hasattr(response, "render") else response

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, ["Authorization"])
        for name, value in getattr(request._request, "rate_limit", {}).items():
            response[name] = value
        if "Authorization" in request.headers or request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
        return response
