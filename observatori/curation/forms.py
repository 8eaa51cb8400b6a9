"""What the staff fill in."""

from collections.abc import Iterable
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatori.formats.characters import refuse_controls
from observatori.publishing.assignment import staff
from observatori.publishing.models import Claim, Comment

TIME_TO_CHANGE = timedelta(days=14)
BOX = "comment-"  # «comment-summary» is a comment on the field «summary»
WHOLE = "comment"  # a comment on the whole record
COMMENT_LENGTH = Comment._meta.get_field("text").max_length
REASON_LENGTH = Claim._meta.get_field("reason").max_length


def text_area(rows: int, **attributes) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attributes})


class ReviewForm(forms.Form):
    """A decision on a record, with a comment on each of its fields that wants one.

    `fields` are (name, label) of what can be commented on; what was typed on a field that is no longer there is
    kept too. The form stands in one place of the page and its boxes in others, so each names it.
    """

    ID = "revisio"

    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        required=False,
        max_length=COMMENT_LENGTH,
        validators=[refuse_controls],
        widget=text_area(4),
        label=_("Comentari general"),
        help_text=_("Per comentar un camp, obriu «Comenta-ho» al seu costat."),
    )
    due_on = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        label=_("Termini per fer els canvis"),
    )
    reason = forms.CharField(
        required=False,
        max_length=REASON_LENGTH,
        validators=[refuse_controls],
        widget=text_area(3),
        label=_("Motiu"),
        help_text=_("Cal per rebutjar i per retirar. Qui ho va trametre el llegirà."),
    )

    def __init__(self, *args, fields: Iterable[tuple[str, str]], version: int, **kwargs):
        initial = {"version": version, "due_on": timezone.localdate() + TIME_TO_CHANGE}
        super().__init__(*args, initial=initial, auto_id="id_%s", **kwargs)
        self.boxes = dict(fields)
        self.strays = [name for name in self._typed() if name not in self.boxes]
        for name in [*self.boxes, *self.strays]:
            label = _("Comentari a «%(field)s»") % {"field": self.boxes.get(name, name)}
            self.fields[f"{BOX}{name}"] = forms.CharField(
                required=False,
                max_length=COMMENT_LENGTH,
                validators=[refuse_controls],
                widget=text_area(3, form=self.ID),
                label=label,
            )

    def _typed(self):
        """The fields on which something was typed, also those that are gone."""
        return [
            key.removeprefix(BOX) for key, text in self.data.items() if key.startswith(BOX) and text.strip()
        ]

    def box(self, name: str) -> forms.BoundField:
        """Return the box of a field."""
        return self[f"{BOX}{name}"]

    def comments(self) -> list[dict]:
        """Return what was said, the whole first: {field, text}."""
        boxes = [(WHOLE, ""), *((f"{BOX}{name}", name) for name in [*self.boxes, *self.strays])]
        typed = [(self.cleaned_data.get(box, ""), field) for box, field in boxes]
        return [{"field": field, "text": text} for text, field in typed if text]

    def refuse(self, error: ValidationError) -> None:
        """Put what the rule refused where it was typed."""
        said = self.comments()
        for name, errors in error.error_dict.items():
            self.add_error(self._place(name, said), errors)

    def _place(self, name, said):
        parts = name.split("/")
        if parts[0] == "comments" and len(parts) > 1:
            field = said[int(parts[1])]["field"]
            return f"{BOX}{field}" if field else WHOLE
        if parts[0] == "comments":
            return WHOLE
        return name if name in self.fields else None


class AnswerForm(forms.Form):
    """What is answered in a conversation."""

    text = forms.CharField(
        max_length=COMMENT_LENGTH,
        validators=[refuse_controls],
        widget=text_area(3),
        label=_("Resposta"),
        error_messages={"required": _("Escriviu una resposta.")},
    )


class AssignForm(forms.Form):
    """Who of the staff is to look after a record."""

    assignee = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=_("Qui se’n cuida"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in staff()}
        names = [(pk, str(person)) for pk, person in self.people.items()]
        self.fields["assignee"].choices = [("", _("Ningú")), *names]

    def person(self):
        """Return whom it names, None for nobody."""
        return self.people.get(self.cleaned_data["assignee"])


class RefuseForm(forms.Form):
    """Why an organisation does not get what it asks for."""

    reason = forms.CharField(
        max_length=REASON_LENGTH,
        validators=[refuse_controls],
        widget=text_area(3),
        label=_("Motiu"),
        error_messages={"required": _("Cal dir-ne el motiu.")},
    )
