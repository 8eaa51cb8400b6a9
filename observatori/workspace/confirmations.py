"""Where a partner confirms its part in the alliances of others, or says what is not so."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import ListView, TemplateView

from alliances.confirmations.rules import ChangedMeanwhile, confirm, dispute
from alliances.confirmations.standing import last_answers, made_anew, standing_of, unconfirmed
from alliances.models import Confirmation, PartnerAnswer, Partnership
from alliances.pages.confirmations import (
    answer_entries,
    changes_since,
    participation_facts,
    public_word,
    terms_rows,
    unconfirmed_rows,
)
from observatori.accounts.pages import entered, own_page, refuse
from observatori.formats.phrases import typographic
from observatori.organisations.models import Organisation
from observatori.publishing.access import may_confirm
from observatori.publishing.forms import LongText
from observatori.publishing.lists import PAGE
from observatori.publishing.models import Record
from observatori.publishing.standing import read_url
from observatori.publishing.step_pages import workspace_crumbs
from observatori.publishing.transitions import WrongState
from observatori.workspace.confirmation_needs import asked_of, confirmation_url, title_of
from observatori.workspace.reminders import remind_of
from observatori.workspace.views import Room

TEXTS = {
    Confirmation.PENDING: gettext_lazy("Encara no heu respost."),
    Confirmation.STALE: gettext_lazy("Ha canviat des que ho vau confirmar."),
    Confirmation.DISPUTED: gettext_lazy("Heu dit que hi ha alguna cosa que no és així."),
    Confirmation.CONFIRMED: gettext_lazy("Heu confirmat que és així."),
}


class DisputeForm(forms.Form):
    """What is not so."""

    use_required_attribute = False
    reason = LongText(
        required=True,
        max_length=PartnerAnswer._meta.get_field("reason").max_length,
        label=gettext_lazy("Què no és així"),
        help_text=gettext_lazy(
            "Ho llegiran les entitats de l’aliança i l’equip de l’Observatori; el públic només llegeix que hi "
            "discrepeu. Per exemple: «No hi posem cap edifici: hi cedim dues infermeres»."
        ),
        error_messages={"required": gettext_lazy("Cal dir què no és així.")},
    )


def row(partnership: Partnership, organisation: Organisation) -> dict:
    """Return a partnership as the list shows it; its organisation owns it or takes part in it."""
    record = partnership.alliance.record
    is_own = record.owner_id == organisation.pk
    return {
        "code": record.code,
        "title": title_of(partnership),
        "url": confirmation_url(partnership, organisation),
        "state": partnership.confirmation,
        "label": public_word(partnership.confirmation),
        "text": str(TEXTS[partnership.confirmation]),
        "owner": _("La vau registrar vosaltres")
        if is_own
        else _("La va registrar: %(name)s") % {"name": typographic(record.owner.name)},
    }


@method_decorator(own_page, name="dispatch")
class Confirmations(Room, ListView):
    """Every part that the organisation is asked to answer for."""

    template_name = "workspace/confirmations.html"
    paginate_by = PAGE

    def get_queryset(self):
        return asked_of(self.organisation)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        owed = partners_of(self.organisation)[:PAGE] if self.writes else []
        return context | {
            "rows": [row(one, self.organisation) for one in context["object_list"]],
            "partners": unconfirmed_rows(owed),
        }


def partners_of(organisation: Organisation):
    """Return the partners that dispute their part in the alliances of an organisation, or owe an answer about it."""
    return unconfirmed().filter(alliance__record__owner=organisation).exclude(organisation=organisation)


@own_page
@require_POST
def remind_partner(request, organisation, pk):
    """Ask a partner of an alliance of the organisation again for its answer."""
    owner = entered(request, organisation)
    remind_of(request, partners_of(owner), pk)
    return redirect("workspace:confirmations", owner.slug)


@method_decorator(own_page, name="dispatch")
class ConfirmationPage(Room, TemplateView):
    """What exactly is confirmed, what has changed since the last answer, and the two answers."""

    template_name = "workspace/confirmation.html"

    def crumbs(self):
        asked = reverse("workspace:confirmations", args=[self.organisation.slug])
        return workspace_crumbs(self.organisation, (asked, _("Confirmacions")))

    @cached_property
    def partnership(self) -> Partnership:
        """The part of the address. Raises Http404 for one that nobody asks the organisation about."""
        asked, number = asked_of(self.organisation), self.kwargs["pk"]
        found = asked.filter(pk=number).first() or made_anew(asked, number)
        if found is None:
            raise Http404
        found.organisation = self.organisation
        return found

    @property
    def record(self) -> Record:
        return self.partnership.alliance.record

    @cached_property
    def standing(self):
        found = standing_of(self.record, self.partnership)
        if found is None:
            raise Http404
        return found

    @property
    def may_answer(self):
        return may_confirm(self.request.user, self.organisation)

    def get_context_data(self, **kwargs):
        at, standing = timezone.localdate(), self.standing
        code = self.organisation.code
        last = last_answers(self.record.pk).get(code)
        agreements = Record.objects.filter(pk__in=standing.terms).select_related("published_revision")
        urls = {one.pk: read_url(one) for one in agreements}
        history = PartnerAnswer.objects.filter(alliance=self.record.pk, organisation=self.organisation)
        context = {
            "form": DisputeForm(),
            "row": row(self.partnership, self.organisation),
            "alliance_url": read_url(self.record),
            "facts": participation_facts(standing.partner),
            "terms": terms_rows(standing, at, urls),
            "changes": changes_since(last, standing, code, at) if last else [],
            "entries": answer_entries(history.select_related("by__user").order_by("-pk")),
            "seen": standing.seen,
            "may_answer": self.may_answer,
            "confirms": self.partnership.confirmation != Confirmation.CONFIRMED,
        }
        return super().get_context_data(**context | kwargs)

    def post(self, request, *args, **kwargs):
        self.standing  # noqa: B018 — what is not there is a 404 before anything is refused
        if not self.may_answer:
            raise PermissionDenied
        facts = {"partnership": self.partnership, "user": request.user, "seen": request.POST.get("seen", "")}
        disputes = "_dispute" in request.POST
        form = DisputeForm(request.POST if disputes else None)
        if disputes and not form.is_valid():
            return self.again(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            dispute(**facts, **form.cleaned_data) if disputes else confirm(**facts)
        except ValidationError as error:
            refuse(form, error)
            return self.again(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        except ChangedMeanwhile as changed:
            del self.standing
            return self.again(form, HTTPStatus.CONFLICT, refused=str(changed))
        except WrongState as state:
            return self.again(form, HTTPStatus.CONFLICT, refused=str(state))
        messages.success(
            request, _("S’ha desat que hi discrepeu.") if disputes else _("S’ha desat la confirmació.")
        )
        return redirect("workspace:confirmations", self.organisation.slug)

    def again(self, form, status, **context):
        """The page again, with what was typed."""
        return self.render_to_response(self.get_context_data(form=form, **context), status=status)
