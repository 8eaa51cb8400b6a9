"""Pages of subscriptions: subscribe, confirm, change, leave. None tells whether an address is known."""

from http import HTTPStatus

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView, TemplateView

from observatori.digests import rules
from observatori.digests.forms import FrequencyForm, SubscribeForm
from observatori.digests.links import to_confirm
from observatori.digests.models import Frequency, Subscription
from observatori.digests.queries import in_words, query_fields
from observatori.rest.limits import address_of, within_limit

HOUR = 3600
PER_RECIPIENT = 5  # letters an hour that strangers can have sent to one address
PER_CALLER = 30  # subscriptions an hour from one address of the network
NOT_INDEXED = {"X-Robots-Tag": "noindex", "Referrer-Policy": "same-origin"}  # the address is the secret


class Subscribe(FormView):
    """Subscribe to everything or, with the parameters of a search, to what it finds."""

    form_class = SubscribeForm
    template_name = "digests/subscribe.html"

    def get_initial(self):
        asked = {name: self.request.GET.getlist(name) for name in query_fields() if name in self.request.GET}
        asked["q"] = self.request.GET.get("q", "")
        user = self.request.user
        return {"email": user.email if user.is_authenticated else ""} | asked

    def form_valid(self, form):
        email = form.cleaned_data["email"].lower()
        if not _may_ask(self.request, email):
            return _too_many(self.request)
        rules.subscribe(
            email=email,
            query=form.query,
            frequency=form.cleaned_data["frequency"],
            language=get_language(),
            user=_owner(self.request.user, email),
        )
        return redirect("digests:received")

    def form_invalid(self, form):
        return self.render_to_response(
            self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY
        )


class Received(TemplateView):
    """The same answer for every address."""

    template_name = "digests/received.html"


def _may_ask(request, email):
    """Nobody can fill somebody else’s letter box through us."""
    return within_limit("subscribe", address_of(request), limit=PER_CALLER, seconds=HOUR) and within_limit(
        "subscribe-to", email, limit=PER_RECIPIENT, seconds=HOUR
    )


def _too_many(request):
    response = render(request, "digests/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(HOUR)
    return response


def _owner(user, email):
    """The person logged in, where the address is one that she has shown to be hers."""
    if not user.is_authenticated:
        return None
    verified = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True)
    return user if verified.exists() else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, secret):
    """GET asks, because mail scanners follow links; POST confirms."""
    subscription = to_confirm(secret)
    if subscription is None:
        raise Http404
    if request.method == "POST":
        rules.confirm(subscription=subscription)
        messages.success(request, _("La subscripció és activa."))
        return redirect("digests:manage", subscription.token)
    return _page(request, "digests/confirm.html", subscription)


@method_decorator(never_cache, name="dispatch")
class Manage(FormView):
    """What the link in each letter opens: how often, what of, and the way out."""

    form_class = FrequencyForm
    template_name = "digests/manage.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.subscription = get_object_or_404(Subscription, token=kwargs["token"])
        self.initial = {"frequency": self.subscription.frequency}

    def form_valid(self, form):
        if self.subscription.confirmed_at is None or self.subscription.ended_at:
            raise Http404
        rules.change_frequency(subscription=self.subscription, frequency=form.cleaned_data["frequency"])
        messages.success(self.request, _("Heu canviat la freqüència amb què rebreu les novetats."))
        return redirect("digests:manage", self.subscription.token)

    def form_invalid(self, form):
        return self.render_to_response(
            self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**_facts(self.subscription), **kwargs)

    def render_to_response(self, context, **response_kwargs):
        return super().render_to_response(context, headers=NOT_INDEXED, **response_kwargs)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, token):
    """RFC 8058: the POST of a mail program, without cookies, ends it at once; GET only shows the button."""
    subscription = get_object_or_404(Subscription, token=token)
    if request.method == "POST":
        rules.leave(subscription=subscription)
        subscription.refresh_from_db()
    return _page(request, "digests/leave.html", subscription)


def _page(request, template, subscription):
    return TemplateResponse(request, template, _facts(subscription), headers=NOT_INDEXED)


def _facts(subscription):
    return {
        "words": in_words(subscription.query),
        "frequency": Frequency(subscription.frequency).label,
        "confirmed": subscription.confirmed_at is not None,
        "ended": subscription.ended_at is not None,
        "token": subscription.token,
    }
