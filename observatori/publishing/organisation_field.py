"""A field where an organisation is found by typing any of its names, or registered where nobody has it yet.

Without JavaScript what was typed is looked for when the form is sent: one organisation of that very name is
taken, several are offered to choose from, and «És una entitat nova» opens the fields of a new one. With it,
they are suggested while typing, and the code of the one chosen goes in a hidden field. Where the form offers some
(`offer`), they are a plain list, and another one is typed under it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatori.catalan import fold
from observatori.organisations.members import invite_member, require_within_limit
from observatori.organisations.models import Invitation, MembershipRole, Organisation, Ownership, User
from observatori.organisations.rules import register_organisation
from observatori.organisations.tax_ids import normalised
from observatori.publishing.forms import UNREADABLE, Choice, TermChoice, Text
from observatori.publishing.organisation_search import find_organisations
from observatori.vocabularies.models import Vocabulary

NEW = "new"
OTHER = "other"
CODE = re.compile(r"OAE-O-[0-9]{4,}")
LENGTH = 250
OFFERED = 6


@dataclass(frozen=True)
class NewOrganisation:
    """An organisation to register when the form that names it is saved."""

    facts: dict


class NewOrganisationForm(forms.Form):
    """What is asked of an organisation that nobody has registered yet."""

    use_required_attribute = False
    name = Text(
        required=True,
        max_length=LENGTH,
        label=gettext_lazy("Nom complet"),
        help_text=gettext_lazy("El nom oficial. Per exemple: «Consorci Hospitalari de Vic»."),
    )
    short_name = Text(
        max_length=80,
        label=gettext_lazy("Nom curt o sigles"),
        help_text=gettext_lazy("Com l’anomena tothom. Per exemple: «CHV»."),
    )
    tax_id = Text(
        max_length=16,
        label=gettext_lazy("NIF"),
        help_text=gettext_lazy("Evita que la mateixa entitat es registri dues vegades."),
    )
    ownership = Choice(choices=Ownership.choices, label=gettext_lazy("Titularitat"))
    legal_form = TermChoice(Vocabulary.LEGAL_FORM, label=gettext_lazy("Forma jurídica"))
    municipality_text = Text(max_length=120, label=gettext_lazy("Municipi"))
    email = forms.EmailField(
        required=False,
        label=gettext_lazy("Adreça de qui l’ha d’administrar"),
        help_text=gettext_lazy(
            "Hi enviarem un enllaç, que val catorze dies, perquè se’n faci càrrec i confirmi la seva part. La carta no "
            "diu res de l’esborrany. Per exemple: direccio@hospital.cat."
        ),
        error_messages={"invalid": gettext_lazy("Escriviu una adreça sencera, com ara nom@entitat.cat.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class OrganisationInput(forms.TextInput):
    """The box where a name is typed; its value is everything the person said of which organisation it is.

    `offered` are (code, name) of those to choose from before anything is typed.
    """

    offered: tuple[tuple[str, str], ...] = ()

    def value_from_datadict(self, data, files, name):
        said = {part: data.get(f"{name}_{part}", "") for part in ("code", "named", "choice", "offered")}
        return {"text": data.get(name, ""), "name": name, "data": data, **said}

    def value_omitted_from_data(self, data, files, name):
        return name not in data

    def render(self, name, value, attrs=None, renderer=None):
        said = value if isinstance(value, dict) else {}
        if not self.offered:
            return self._box(name, said, attrs, renderer)
        identity = (attrs or {}).get("id")
        return format_html(
            '{}<div class="another"><label for="{}">{}</label>{}</div>',
            self._list(name, said, attrs, renderer),
            f"{identity}_text",
            _("Nom, sigles o NIF de l’altra entitat"),
            self._box(name, said, {"id": f"{identity}_text"}, renderer),
        )

    def _list(self, name, said, attrs, renderer):
        choices = [("", _("Trieu-ne una")), *self.offered, (OTHER, _("Una altra entitat…"))]
        chosen = said.get("offered") or (OTHER if said.get("text") else "")
        return forms.Select(choices=choices).render(f"{name}_offered", chosen, attrs, renderer)

    def _box(self, name, said, attrs, renderer):
        attrs = (attrs or {}) | {
            "autocomplete": "off",
            "spellcheck": "false",
            "maxlength": LENGTH,
            "role": "combobox",
            "aria-autocomplete": "list",
            "aria-expanded": "false",
            "aria-controls": f"{(attrs or {}).get('id')}_list",
            "data-hx-get": reverse_lazy("organisation_suggestions"),
            "data-hx-trigger": "input changed delay:200ms",
            "data-hx-target": "next .suggestions",
            "data-hx-sync": "this:replace",
        }
        return format_html(
            '{}<input type="hidden" name="{}" value="{}"><input type="hidden" name="{}" value="{}">'
            '<div class="suggestions" id="{}" role="listbox" aria-label="{}"></div>',
            super().render(name, said.get("text", ""), attrs, renderer),
            f"{name}_code",
            said.get("code", ""),
            f"{name}_named",
            said.get("named", ""),
            attrs["aria-controls"],
            _("Entitats trobades"),
        )


class OrganisationField(forms.Field):
    """An organisation by its code, found by name. The form sets `user`, and `known`: ``{code: name}``."""

    widget = OrganisationInput
    user: User | None = None

    def __init__(self, **facts):
        super().__init__(**{"required": False, **facts})
        self.known: dict[str, str] = {}
        self.candidates: list[Organisation] = []
        self.new_form: NewOrganisationForm | None = None
        self.is_new = False

    def offer(self, organisations: Iterable[Mapping]) -> None:
        """Give organisations, as references, to choose from."""
        self.widget.offered = tuple((one["code"], one["name"]) for one in organisations)

    def prepare_value(self, value):
        if isinstance(value, dict):
            if value["choice"] == NEW and self.new_form is None:
                self.new_form, self.is_new = _new_form(value), True
            return value
        if value in dict(self.widget.offered):
            return {"text": "", "code": "", "named": "", "choice": "", "offered": value}
        name = self.known.get(value, value or "")
        return {"text": name, "code": value or "", "named": name, "choice": "", "offered": ""}

    def has_changed(self, initial, data):
        return bool(chosen(data))

    def clean(self, value):
        if value["offered"] in dict(self.widget.offered):
            return value["offered"]
        text = value["text"].strip()
        if value["choice"] == NEW:
            return self._new(value)
        if value["choice"]:
            return value["choice"]
        if not text:
            return super().clean(None)
        if value["code"] and text == value["named"].strip():
            return self._new(value) if value["code"] == NEW else value["code"]
        return text if CODE.fullmatch(text) else self._found(value["name"], text)

    def _found(self, name, text):
        if len(text) > LENGTH or "\x00" in text or UNREADABLE in text:
            raise ValidationError(_("No hi ha cap entitat amb un nom així: torneu-lo a escriure."))
        found = find_organisations(text, user=self.user, limit=OFFERED)
        exact = [one for one in found if is_called(one, text)]
        if len(exact) == 1:
            self.known[exact[0].code] = exact[0].name
            return exact[0].code
        self.candidates = found
        self.new_form = NewOrganisationForm(prefix=_new_prefix(name), initial={"name": text})
        self.is_new = not found
        if found:
            raise ValidationError(
                _("Trieu quina d’aquestes entitats és, o digueu que és nova."), code="choose"
            )
        raise ValidationError(
            _("No hem trobat cap entitat amb aquest nom. Corregiu-lo, o digueu que és una entitat nova."),
            code="choose",
        )

    def _new(self, value):
        self.new_form, self.is_new = _new_form(value, is_sent=True), True
        if self.new_form.is_valid():
            return NewOrganisation(dict(self.new_form.cleaned_data))
        raise ValidationError(_("Completeu les dades de l’entitat nova."), code="new")

    def name(self, said: dict) -> str:
        """Return how people read the raw value: the name of the one offered, or what was typed."""
        return dict(self.widget.offered).get(said["offered"], said["text"].strip())

    @property
    def asks_choice(self) -> bool:
        """Whether the person has to say which organisation it is."""
        return bool(self.candidates or self.new_form)


def chosen(said: dict) -> str:
    """Return which organisation the raw value of a field names: its code where one was chosen, or what was typed."""
    text = said["text"].strip()
    if said["offered"] not in ("", OTHER):
        return said["offered"]
    is_known = said["code"] not in ("", NEW) and text == said["named"].strip() and not said["choice"]
    return said["code"] if is_known else text


@dataclass
class Registered:
    """What was registered on the way: the codes by the folded name, and the invitations that were sent."""

    codes: dict[str, str] = field(default_factory=dict)
    invitations: list[Invitation] = field(default_factory=list)


def register_new(value, *, user: User, made: Registered, place: str = ""):
    """Return `value` with every `NewOrganisation` in it registered, and its code in its place.

    One that is named twice is registered once. Whoever is to administer it gets an invitation. `made` takes down both.
    Raises ValidationError under the field’s name.
    """
    if isinstance(value, NewOrganisation):
        return _registered(value, user, place, made)
    if isinstance(value, dict):
        return {
            key: register_new(one, user=user, place=_at(place, key), made=made) for key, one in value.items()
        }
    if isinstance(value, list):
        return [register_new(one, user=user, place=_at(place, i), made=made) for i, one in enumerate(value)]
    return value


def _registered(new, user, place, made):
    key = fold(new.facts["name"])
    if key not in made.codes:
        try:
            made.codes[key] = _with_its_admin(new.facts, user, made).code
        except ValidationError as error:
            raise ValidationError({place: error.messages}) from None
    return made.codes[key]


def _with_its_admin(facts, user, made):
    """Register an organisation and invite who is to administer it, if the person knows the address."""
    email = facts.get("email", "")
    organisation = register_organisation(facts=facts, user=user, member=False)
    if email:
        require_within_limit(user)
        made.invitations.append(
            invite_member(organisation=organisation, email=email, role=MembershipRole.ADMIN, by=user)
        )
    return organisation


def _at(place, key):
    return f"{place}/{key}" if place else str(key)


def is_called(organisation: Organisation, text: str) -> bool:
    """Whether `text` is one of the names of an organisation, or its tax number."""
    names = [
        organisation.name,
        organisation.short_name,
        *(alias.name for alias in organisation.aliases.all()),
    ]
    if fold(text) in {fold(name) for name in names if name}:
        return True
    return bool(organisation.tax_id) and organisation.tax_id == normalised(text)


def _new_prefix(name):
    return f"{name}_new"


def _new_form(value, *, is_sent=False):
    """The fields of a new organisation, with what was typed in them; sent before they were shown, its name alone."""
    prefix, data = _new_prefix(value["name"]), value["data"]
    name = value["text"].strip()
    if f"{prefix}-name" in data:
        return NewOrganisationForm(data, prefix=prefix)
    return NewOrganisationForm(
        {f"{prefix}-name": name} if is_sent else None, prefix=prefix, initial={"name": name}
    )
