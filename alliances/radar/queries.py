"""What a radar can be asked, with the same names on pages, in the API and in the file that is downloaded."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from alliances.models import Agreement, Happening, Milestone
from alliances.periods import add_months
from alliances.radar.charges import given_in
from alliances.radar.horizon import EVENTS, WINDOWS, months_ahead, on_the_horizon, without_end
from observatori.formats.phrases import capitalised
from observatori.formats.phrases import until as until_words
from observatori.organisations.models import Organisation, User

ME, NOBODY = "me", "nobody"
QUERY_LENGTH = 200
FARTHEST_YEARS = (
    10  # that a window can last: each period renewed tacitly until its end is a row of the answer
)
WHAT_WORDS = {
    Happening.NOTICE: _("Últim dia per avisar"),
    Happening.END: _("S’acaba"),
    Happening.RENEWAL: _("Es prorroga tàcitament"),
    Happening.EXTENSION_LIMIT: _("Límit de les pròrrogues"),
    Happening.UNKNOWN: _("No se’n pot saber el final"),
}
WINDOW_WORDS = {
    3: _("els pròxims 3 mesos"),
    6: _("els pròxims 6 mesos"),
    12: _("els pròxims 12 mesos"),
    24: _("els pròxims 24 mesos"),
}


class NamedField(forms.CharField):
    """A code, a slug or words of a name."""

    def __init__(self, **options):
        validators = [MaxLengthValidator(QUERY_LENGTH), ProhibitNullCharactersValidator()]
        super().__init__(required=False, validators=validators, **options)


class LongSelect(forms.Select):
    """A list of hundreds to choose one from: Django renders each option with a template, slower than all the rest."""

    def render(self, name, value, attrs=None, renderer=None):
        options = ((key, " selected" if key == (value or "") else "", label) for key, label in self.choices)
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            format_html_join("", '<option value="{}"{}>{}</option>', options),
        )


class RadarForm(forms.Form):
    """The question. `people` are those to choose from as (key, name); `alliances` and `parties`, where the reader
    has few of them, turn the boxes into lists.
    """

    months = forms.TypedChoiceField(
        label=_("Fins quan"),
        required=False,
        coerce=int,
        empty_value=WINDOWS[-1],
        choices=[(number, WINDOW_WORDS[number]) for number in reversed(WINDOWS)],
    )
    until = forms.DateField(label=_("Fins al dia"), required=False, widget=forms.HiddenInput)
    what = forms.MultipleChoiceField(
        label=_("Què passa"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(one.value, WHAT_WORDS[one]) for one in Happening],
    )
    assignee = forms.ChoiceField(label=_("Qui se n’encarrega"), required=False)
    alliance = NamedField(label=_("Aliança"), help_text=_("Un codi o paraules del nom."))
    party = NamedField(label=_("Part"), help_text=_("Un codi o paraules del nom."))

    def __init__(self, data, *, user: User, at: date, people=(), alliances=None, parties=None):
        super().__init__(data)
        self.user, self.at = user, at
        choices = [("", _("tothom")), (ME, _("jo")), (NOBODY, _("ningú"))]
        self.fields["assignee"].choices = [*choices, *((str(key), name) for key, name in people)]
        for name, options in (("alliance", alliances), ("party", parties)):
            if options is not None:
                self.fields[name].help_text = ""
                self.fields[name].widget = LongSelect(choices=[("", _("totes")), *options])
        if not self.data.get("until"):
            del self.fields["until"]  # an empty one would only make every address longer

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until < self.at:
            raise forms.ValidationError(_("Aquesta data ja ha passat: poseu-ne una de futura."), code="past")
        if until and until > (last := add_months(self.at, 12 * FARTHEST_YEARS)):
            sentence = _("Aquesta data és massa lluny: el radar arriba %(until)s.")
            raise forms.ValidationError(sentence, code="far", params={"until": until_words(last)})
        return until

    @property
    def until_day(self) -> date:
        """The last day of the window."""
        if not self.is_valid():
            return months_ahead(self.at, WINDOWS[-1])
        return self.cleaned_data.get("until") or months_ahead(self.at, self.cleaned_data["months"])

    def events(self, milestones: QuerySet[Milestone], rooms: Iterable[int] | None) -> QuerySet[Milestone]:
        """Return what is on the horizon and answers the question."""
        asked = [what for what in self.cleaned_data["what"] if what in EVENTS]
        if self.cleaned_data["what"] and not asked:
            return milestones.none()
        found = on_the_horizon(self._narrowed(milestones, rooms), at=self.at, until=self.until_day)
        return (found.filter(what__in=asked) if asked else found).order_by("day", "pk")

    def unknown(self, milestones: QuerySet[Milestone], rooms: Iterable[int] | None) -> QuerySet[Milestone]:
        """Return the agreements whose end is not known that answer the question."""
        asked = self.cleaned_data["what"]
        if asked and Happening.UNKNOWN not in asked:
            return milestones.none()
        return without_end(self._narrowed(milestones, rooms), at=self.at).order_by("agreement", "pk")

    def _narrowed(self, milestones, rooms):
        facts = self.cleaned_data
        if facts["alliance"]:
            milestones = milestones.filter(_named(facts["alliance"], "agreement__alliance", "record__"))
        if facts["party"]:
            parties = Organisation.objects.filter(_named(facts["party"]))
            milestones = milestones.filter(agreement__in=_agreements_of(parties))
        if facts["assignee"]:
            milestones = milestones.filter(self._given(facts["assignee"], rooms))
        return milestones

    def _given(self, asked, rooms):
        charges = given_in(rooms).filter(agreement=OuterRef("agreement"))
        if asked == NOBODY:
            return ~Exists(charges)
        return Exists(charges.filter(person=self.user.pk if asked == ME else asked))


def _named(text, path="", record=""):
    """The condition on what has this code or slug, or all these words in its name."""
    at = f"{path}__" if path else ""
    words = Q()
    for word in text.split():
        words &= Q(**{f"{at}name__unaccent__icontains": word})
    return words | Q(**{f"{at}{record}code__iexact": text}) | Q(**{f"{at}{record}slug": text})


def _agreements_of(parties):
    return Agreement.objects.filter(parties__in=parties).values("pk")


def what_word(what: str) -> str:
    """Return what happens, with a capital."""
    return capitalised(WHAT_WORDS[what])


class ChargeForm(forms.Form):
    """Who of an organisation looks after an agreement; nobody, where none is chosen."""

    assignee = forms.ModelChoiceField(
        label=_("Qui se n’encarrega"),
        queryset=None,
        required=False,
        empty_label=_("Ningú"),
        error_messages={"invalid_choice": _("Trieu algú de l’entitat.")},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people.order_by("name", "email", "pk")
