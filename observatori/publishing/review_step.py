"""The last step of every journey: the whole as it will be read, who may read it, and the verb that sends it."""

from django.utils.translation import gettext_lazy as _

from observatori.publishing.forms import Choice
from observatori.publishing.models import Visibility
from observatori.publishing.step_forms import StepForm
from observatori.publishing.step_pages import missing_rows, open_comments, open_rows, read_step, verb_rows
from observatori.publishing.steps import Editing, Step

WHO_READS = [
    (Visibility.PUBLIC, _("Tothom, quan es publiqui")),
    (Visibility.PARTNERS, _("Les entitats que hi participen i l’Observatori")),
]

PARTS = ("value", "many", "lines")  # in which a fact may say something


class VisibilityForm(StepForm):
    """Who may read the record once it is published.

    «Entitat» is no choice of its own: the organisations of an alliance or an experience read it whatever is chosen
    (`observatori.publishing.access.involving`). What was kept to it shows what that means.
    """

    visibility = Choice(
        choices=WHO_READS,
        empty=None,
        required=True,
        label=_("Qui ho podrà llegir"),
        help_text=_("Ho podeu canviar més endavant."),
    )

    @classmethod
    def of(cls, document):
        shown = super().of(document)
        offered = dict(cls.base_fields["visibility"].choices)
        return shown if shown["visibility"] in offered else shown | {"visibility": Visibility.PARTNERS.value}


class AgreementVisibilityForm(VisibilityForm):
    """Who may read an agreement: where it is not for the whole alliance, those who sign it still do."""

    visibility = Choice(
        choices=[
            *WHO_READS,
            (Visibility.ORGANISATION, _("La vostra entitat, les que el signen i l’Observatori")),
        ],
        empty=None,
        required=True,
        label=_("Qui ho podrà llegir"),
        help_text=_("Ho podeu canviar més endavant."),
    )


def review_step(**facts) -> Step:
    """Return the step; `facts` replace any of its own (name, title, lead, shows…)."""
    own = {
        "name": "revisio",
        "title": _("Revisió"),
        "lead": _("Repasseu-ho tot abans d’enviar-ho."),
        "form": VisibilityForm,
        "template": "forms/review.html",
        "shows": review,
        "counts": False,
    }
    return Step(**own | facts)


def review(editing: Editing) -> dict:
    """Return every step as it reads now, what is missing, and what the person may do with the whole."""
    asked = [step for step in editing.steps if step.form and step.counts]
    return {
        "reviewed": [
            {
                "title": step.title,
                "url": editing.url("step", step.name),
                "facts": [fact for fact in read_step(editing, step) if any(fact.get(part) for part in PARTS)],
            }
            for step in asked
        ],
        "missing": missing_rows(editing),
        "open": open_rows(editing, open_comments(editing)),
        "verbs": verb_rows(editing),
        "waiting": "",
    }
