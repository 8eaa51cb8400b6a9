"""How an experience is filled in: its story, its results, its lessons, and a last look."""

from django.utils.translation import gettext_lazy as _

from experiences.forms import ResultsForm, StoryForm
from experiences.lesson_forms import LessonsForm
from experiences.models import ExperienceType
from experiences.rules import EXPERIENCE
from observatori.organisations.models import Organisation, User
from observatori.organisations.references import reference
from observatori.publishing.review_step import review_step
from observatori.publishing.steps import Beginning, Journey, JourneyWords, Step


def begin(user: User, owner: Organisation | None, parent: str | None) -> Beginning:
    """Begin with the owner among the organisations, and with the type that fits everything."""
    organisations = [reference(owner)] if owner else []
    return Beginning(document={"type": ExperienceType.EXPERIENCE.value, "organisations": organisations})


JOURNEY = Journey(
    rules=EXPERIENCE,
    path="experiencies",
    new={"new": "experiencies/nova/"},
    begin=begin,
    words=JourneyWords(
        new=_("Una experiència nova"),
        created=_("S’ha desat l’esborrany de l’experiència."),
        delete=_("L’esborrany de l’experiència desapareixerà del tot. Voleu esborrar-lo?"),
        deleted=_("S’ha esborrat l’experiència."),
        untitled=_("Experiència sense títol"),
    ),
    steps=(
        Step(
            name="historia",
            title=_("Història"),
            lead=_("Què vau fer, qui, quan i per què. El que no va sortir bé també ensenya, i sovint més."),
            form=StoryForm,
            expects=("title", "summary", "what_was_done", "organisations"),
        ),
        Step(
            name="resultats",
            title=_("Resultats"),
            lead=_("Què en va sortir, què hi va ajudar i què ho va posar difícil."),
            form=ResultsForm,
            expects=("results",),
        ),
        Step(
            name="aprenentatges",
            title=_("Aprenentatges"),
            lead=_(
                "Què en poden aprendre els altres: amb les vostres paraules, i dient què confirma, matisa o "
                "contradiu la vostra experiència del que l’Observatori ja ha recollit."
            ),
            form=LessonsForm,
            expects=("evidence",),
        ),
        review_step(),
    ),
)
