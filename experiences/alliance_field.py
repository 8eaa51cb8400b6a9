"""A field where an alliance is found by typing its name or acronym, among those the person may read.

The browser offers names from a list (`<datalist>`): her own alliances at first, and with JavaScript those that
match what she types. A name chosen there carries its code in brackets. Without it, what was typed is looked for
when the form is sent, and the alliances it may mean are offered.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, FloatField, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Greatest, Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _

from alliances.models import Alliance
from observatori.catalan import fold
from observatori.organisations.access import organisations_of
from observatori.organisations.models import User
from observatori.publishing.access import drafts_visible_to
from observatori.publishing.forms import UNREADABLE
from observatori.publishing.models import Kind

OPTIONS = "experiences/edit/alliance_options.html"
CODE = re.compile(r"(?:.*\()?(OAE-A-[0-9]{4,})\)?", re.DOTALL)
LENGTH = 300
OFFERED = 8
OWN = 30  # alliances of her own that are offered before anything is typed
ALIKE = 0.55  # of pg_trgm’s 0 to 1, as for organisations


class AllianceInput(forms.TextInput):
    """A text box with the names it may take; htmx renews them while typing."""

    def __init__(self):
        super().__init__(
            {
                "autocomplete": "off",
                "spellcheck": "false",
                "maxlength": LENGTH,
                "data-hx-get": reverse_lazy("alliance_suggestions"),
                "data-hx-trigger": "input changed delay:200ms",
                "data-hx-target": "next datalist",
                "data-hx-sync": "this:replace",
            }
        )
        self.offered: list[str] = []

    def render(self, name, value, attrs=None, renderer=None):
        listed = f"{(attrs or {}).get('id', name)}_list"
        box = super().render(name, value, (attrs or {}) | {"list": listed}, renderer)
        options = render_to_string(OPTIONS, {"offered": self.offered})
        return format_html('{}<datalist id="{}">{}</datalist>', box, listed, options)


class AllianceField(forms.Field):
    """An alliance by its code. The form calls `introduce` with the person and the names it knows already."""

    widget = AllianceInput

    def __init__(self, **facts):
        super().__init__(**{"required": False, **facts})
        self.user: User | None = None
        self.known: dict[str, str] = {}

    def introduce(self, user: User, known: dict[str, str], offered: list[str]) -> None:
        """Take the person who fills in the form, ``{code: name}``, and the names to offer at first."""
        self.user, self.known, self.widget.offered = user, known, offered

    def prepare_value(self, value):
        return named(value, self.known[value]) if value in self.known else value

    def clean(self, value):
        text = (value or "").strip()
        if not text:
            return super().clean(None)
        if len(text) > LENGTH or "\x00" in text or UNREADABLE in text:
            raise ValidationError(_("No hi ha cap aliança amb un nom així: torneu-lo a escriure."))
        code = CODE.fullmatch(text)
        return code[1] if code else self._found(text)

    def _found(self, text):
        found = list(find_alliances(text, user=self.user)[:OFFERED])
        exact = [one for one in found if fold(text) in {fold(one.shown), fold(one.acronym)}]
        if len(exact) == 1:
            self.known[exact[0].record.code] = exact[0].shown
            return exact[0].record.code
        self.widget.offered = names_of(found)
        if not found:
            raise ValidationError(_("No hem trobat cap aliança amb aquest nom."), code="unknown")
        raise ValidationError(
            _("Digueu quina d’aquestes és, amb el nom sencer o el codi: %(names)s."),
            params={"names": "; ".join(self.widget.offered)},
            code="choose",
        )


def readable_alliances(user: User) -> QuerySet[Alliance]:
    """Return the alliances `user` may name: public ones, and those whose draft she may read.

    `shown` is the name they are known by: the published one, if there is one.
    """
    drafts = drafts_visible_to(user, Kind.ALLIANCE).values("pk")
    readable = Q(record__search_entry__isnull=False) | Q(record__in=drafts)
    shown = Coalesce("record__search_entry__title", "name", output_field=TextField())
    return Alliance.objects.filter(readable).annotate(shown=shown).select_related("record")


def own_alliances(user: User) -> list[Alliance]:
    """Return the first alliances of the person’s organisations, to choose from before typing."""
    mine = organisations_of(user)
    own = Alliance.objects.filter(Q(record__owner__in=mine) | Q(partnerships__organisation__in=mine))
    return list(readable_alliances(user).filter(pk__in=own.values("pk")).order_by("shown", "pk")[:OWN])


def find_alliances(q: str, *, user: User) -> QuerySet[Alliance]:
    """Return the alliances `user` may name that `q` means, best first; accents and typing errors forgiven."""
    question = _plain(Value(q, output_field=TextField()))
    score = Greatest(_alike(question, _plain("shown")), _alike(question, _plain("acronym")))
    found = readable_alliances(user).annotate(score=score).filter(score__gte=ALIKE)
    return found.order_by("-score", "shown", "pk")


def names_of(alliances) -> list[str]:
    """Return how the list offers each alliance."""
    return [named(alliance.record.code, alliance.shown) for alliance in alliances]


def named(code: str, name: str) -> str:
    return f"{name} ({code})"


def suggestions(request: HttpRequest) -> HttpResponse:
    """Answer the options for what is typed: the box sends it under its own name, whatever the row."""
    text = next(iter(request.GET.values()), "").replace("\x00", "").strip()
    known = request.user.is_authenticated and 1 < len(text) <= LENGTH
    offered = names_of(find_alliances(text, user=request.user)[:OFFERED]) if known else []
    return render(request, OPTIONS, {"offered": offered})


def _plain(text):
    """A name without accents or capitals, as `im_unaccent` of search.sql gives it."""
    return Func(
        Lower(F(text) if isinstance(text, str) else text),
        function="public.im_unaccent",
        output_field=TextField(),
    )


def _alike(question, name):
    partly = Func(question, name, function="word_similarity", output_field=FloatField())
    wholly = Func(question, name, function="similarity", output_field=FloatField())
    return partly + wholly / 10.0
