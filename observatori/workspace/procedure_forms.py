"""What is asked of a procedure: one step of a list, a step more, and which pending ones are shown."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.models import ProcedureStep, Stage, StepState
from observatori.documents.models import Document
from observatori.organisations.models import Organisation, User
from observatori.partial_dates import PartialDate
from observatori.publishing.forms import Choice, Day, LongText, Text, capitalised_choices

MINE, NOBODY = "me", "none"


class WholeDay(Day):
    """A day known to the day, as `datetime.date`."""

    def prepare_value(self, value):
        return super().prepare_value(PartialDate.of(value) if isinstance(value, date) else value)

    def to_python(self, value):
        found = super().to_python(value)
        if found is not None and not found.is_exact:
            raise ValidationError(_("Cal el dia sencer. Per exemple: 30/6/2029."), code="invalid")
        return found.earliest if found else None


class ProcedureForm(forms.Form):
    """One step. `version` is the one that was read."""

    use_required_attribute = False
    step = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        choices=lambda: capitalised_choices(StepState.choices), label=gettext_lazy("Estat")
    )
    done_on = Day(
        label=gettext_lazy("Quan s’ha fet"), help_text=gettext_lazy("El dia, el mes o l’any, si ja està fet.")
    )
    due_on = WholeDay(
        label=gettext_lazy("Termini"),
        help_text=gettext_lazy("Si el deixeu buit, compta el de la llei quan n’hi ha."),
    )
    holder = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Qui el té"),
        error_messages={"invalid_choice": gettext_lazy("Aquesta persona no és membre de l’entitat.")},
    )
    holder_text = Text(
        max_length=150,
        label=gettext_lazy("O algú de fora de l’entitat"),
        help_text=gettext_lazy("Per exemple: «La intervenció delegada»."),
    )
    document = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Document que ho acredita"),
        error_messages={"invalid_choice": gettext_lazy("Aquest document no és d’aquest conveni.")},
    )
    reason = Text(
        max_length=500,
        label=gettext_lazy("Per què no escau"),
        help_text=gettext_lazy("Només si heu triat «No escau»."),
    )
    note = LongText(rows=2, label=gettext_lazy("Nota"))

    def __init__(self, data=None, *, step: ProcedureStep, members: dict[int, User], documents: dict):
        self.one, self.members, self.documents = step, members, documents
        super().__init__(data, initial=self._held(), auto_id=f"id_{step.pk}_%s", label_suffix="")
        people = [(str(pk), str(user)) for pk, user in members.items()]
        current = {one.pk: one.title for one in documents.values()}
        self.fields["holder"].choices = [("", _("Ningú de l’entitat")), *people]
        self.fields["document"].choices = [
            ("", _("Cap document")),
            *((str(pk), title) for pk, title in current.items()),
        ]

    @property
    def facts(self) -> dict:
        """Return what was typed as the rule takes it. The form must be valid."""
        facts = {name: self.cleaned_data[name] for name in ("state", "done_on", "due_on", "holder_text")}
        facts |= {name: self.cleaned_data[name] for name in ("reason", "note")}
        holder, document = self.cleaned_data["holder"], self.cleaned_data["document"]
        facts["holder"] = self.members[int(holder)] if holder else self._former_holder()
        facts["document"] = self._document(document)
        return facts

    def _held(self):
        step = self.one
        names = ("state", "done_on", "due_on", "holder_text", "reason", "note", "version")
        shown = self.documents.get(step.document_id)
        held = {"step": step.pk, "holder": step.holder_id or "", "document": shown.pk if shown else ""}
        return held | {name: getattr(step, name) for name in names}

    def _former_holder(self):
        """Nobody; the list does not offer who has left, and saving something else does not take the step away."""
        left = self.one.holder_id and self.one.holder_id not in self.members
        return self.one.holder if left and not self.cleaned_data["holder_text"] else None

    def _document(self, chosen) -> Document | None:
        """The one chosen; an earlier version, or one the person may not read, stays where nothing else is chosen."""
        shown = self.documents.get(self.one.document_id)
        if chosen == str(shown.pk if shown else ""):
            return self.one.document
        return next((one for one in self.documents.values() if str(one.pk) == chosen), None)


class NewStepForm(forms.Form):
    """A step of the organisation’s own in one list."""

    use_required_attribute = False
    title = Text(
        required=True,
        max_length=150,
        label=gettext_lazy("Nom del tràmit"),
        error_messages={"required": gettext_lazy("Cal el nom del tràmit.")},
    )
    stage = forms.ChoiceField(
        choices=lambda: capitalised_choices(Stage.choices), label=gettext_lazy("Quan es fa")
    )


class PendingForm(forms.Form):
    """Which pending steps of an organisation are shown: those of somebody, only the late ones."""

    holder = Choice(choices=(), empty=gettext_lazy("Tothom"), label=gettext_lazy("Qui el té"))
    late = Choice(
        choices=[("yes", gettext_lazy("Només els que fan tard"))],
        empty=gettext_lazy("Tots"),
        label=gettext_lazy("Termini"),
    )

    def __init__(self, *args, organisation: Organisation, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        people = User.objects.filter(memberships__organisation=organisation).order_by("name", "email")
        others = [(str(one.pk), str(one)) for one in people if one.pk != user.pk]
        self.fields["holder"].choices = [
            ("", _("Tothom")),
            (MINE, _("Els que em toquen a mi")),
            (NOBODY, _("Els que no té ningú")),
            *others,
        ]

    @property
    def chosen(self) -> Q:
        """Return the condition on steps. The form must be valid."""
        holder = self.cleaned_data["holder"]
        if not holder:
            return Q()
        if holder == NOBODY:
            return Q(holder=None, holder_text="")
        return Q(holder=self.user if holder == MINE else int(holder))
