"""What the queue can be asked. The question stands in the address, so that a filtered queue can be kept."""

from datetime import timedelta

import django_filters as filters
from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatori.curation.kinds import CURATED
from observatori.organisations.models import Organisation
from observatori.publishing.kind_words import state_choices
from observatori.publishing.models import Kind, Record, State

QUERY_LENGTH = 200
WAITING = (State.SUBMITTED, State.IN_REVIEW, State.CHANGES_REQUESTED)
ME, NOBODY = "me", "nobody"
ALL = "all"
AGES = [("7", _("més d’una setmana")), ("14", _("més de dues setmanes")), ("30", _("més d’un mes"))]
ORDER_WORDS = [
    ("age", _("Primer, els que fa més que esperen")),
    ("-age", _("Primer, els últims tramesos")),
    ("due", _("Per data límit")),
    ("-updated", _("Primer, els últims canviats")),
]


class SeveralFilter(filters.MultipleChoiceFilter):
    def __init__(self, **options):
        super().__init__(widget=forms.CheckboxSelectMultiple, **options)


def owners():
    """Return the organisations that own something of the kinds of the queue, by code."""
    found = Organisation.objects.filter(records__kind__in=CURATED, records__deleted_at=None).distinct()
    return [(one.code, one.short_name or one.name) for one in found.order_by("name", "pk")]


class WordsFilter(filters.CharFilter):
    """Words of the title, the code or the owner’s name, accents forgiven."""

    def __init__(self, **options):
        super().__init__(label=_("Paraules"), validators=[MaxLengthValidator(QUERY_LENGTH)], **options)

    def filter(self, records, value):
        for word in value.split() if value else ():
            records = records.filter(
                Q(alliance__name__unaccent__icontains=word)
                | Q(experience__title__unaccent__icontains=word)
                | Q(owner__name__unaccent__icontains=word)
                | Q(code__iexact=word)
            )
        return records


class ScopeFilter(filters.ChoiceFilter):
    """Says that the states are chosen, none of them meaning all; it keeps and drops nothing."""

    def __init__(self, **options):
        super().__init__(label=_("Abast"), choices=[(ALL, _("tot"))], widget=forms.HiddenInput, **options)

    def filter(self, records, value):
        return records


class QueueFilters(filters.FilterSet):
    """Filters over the records that the staff look after; see `asked` for what they are without a question."""

    scope = ScopeFilter()
    q = WordsFilter()
    kind = SeveralFilter(label=_("Classe"), choices=[(kind.value, kind.label) for kind in CURATED])
    state = SeveralFilter(label=_("Estat"), choices=state_choices(Kind.ALLIANCE))
    assignee = filters.ChoiceFilter(
        label=_("Qui se’n cuida"),
        choices=[(ME, _("jo")), (NOBODY, _("ningú"))],
        empty_label=_("tothom"),
        method="given_to",
    )
    organisation = filters.ChoiceFilter(
        label=_("Entitat"), choices=owners, field_name="owner__code", empty_label=_("totes")
    )
    older_than = filters.ChoiceFilter(
        label=_("Fa que espera"), choices=AGES, empty_label=_("qualsevol"), method="waiting_since"
    )
    ordering = filters.OrderingFilter(
        label=_("Ordre"),
        fields={"submitted_at": "age", "due_on": "due", "updated_at": "updated"},
        choices=ORDER_WORDS,
        empty_label=_("Ordre habitual"),
    )

    class Meta:
        model = Record
        fields = []

    def given_to(self, records, name, value):
        return records.filter(assignee=self.request.user if value == ME else None)

    def waiting_since(self, records, name, value):
        return records.filter(submitted_at__lte=timezone.now() - timedelta(days=int(value)))

    def filter_queryset(self, queryset):
        """Keep every order total, so that no page repeats or skips a row."""
        found = super().filter_queryset(queryset)
        return found.order_by(*(found.query.order_by or ["submitted_at"]), "pk")


def asked(data):
    """Return the question; who opens the queue without choosing states is asking for what waits for somebody."""
    data = data.copy()
    if not (data.get("scope") or "state" in data or data.get("q")):
        data.setlist("state", WAITING)
    data["scope"] = data.get("scope") or ALL  # the form carries it on: there, no state is no filter
    return data


class RegisteredFilters(filters.FilterSet):
    """What the list of registered agreements can be asked."""

    q = filters.CharFilter(
        label=_("Paraules"), validators=[MaxLengthValidator(QUERY_LENGTH)], method="with_words"
    )

    class Meta:
        model = Record
        fields = []

    def with_words(self, records, name, value):
        for word in value.split():
            records = records.filter(
                Q(agreement__title__unaccent__icontains=word)
                | Q(agreement__alliance__name__unaccent__icontains=word)
                | Q(code__iexact=word)
            )
        return records


KIND_WORDS = {Kind.ALLIANCE: _("Aliança"), Kind.EXPERIENCE: _("Experiència"), Kind.AGREEMENT: _("Conveni")}
