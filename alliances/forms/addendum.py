"""The steps of an addendum: what it is, and what it changes of the agreement it amends."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.forms.agreement import PartyRow, SignaturesForm, signature_rows
from alliances.models import AddendumKind, ChangeOp
from alliances.text.part_names import whole_name
from observatori.publishing.form_rows import pressed
from observatori.publishing.forms import Choice, Choices, Day, LongText, Text
from observatori.publishing.step_forms import RowForm, RowsOf, StepForm


class AddendumForm(StepForm):
    """Which addendum it is, from when it counts and, for an extension, until when."""

    title = Text(
        required=True,
        max_length=500,
        label=gettext_lazy("Títol"),
        help_text=gettext_lazy("El que porta el document. Per exemple: «Segona addenda de pròrroga»."),
        error_messages={"required": gettext_lazy("Cal el títol de l’addenda.")},
    )
    addendum_kind = Choice(
        choices=AddendumKind.choices,
        empty=gettext_lazy("Trieu-ne una"),
        required=True,
        label=gettext_lazy("Classe d’addenda"),
        help_text=gettext_lazy("El que fa sobretot. Per exemple: «Pròrroga», si n’allarga la vigència."),
        error_messages={"required": gettext_lazy("Cal dir de quina classe és l’addenda.")},
    )
    summary = LongText(
        label=gettext_lazy("Resum"),
        help_text=gettext_lazy("Què canvia, en una frase. Per exemple: «Hi afegeix el servei de podologia»."),
    )
    effective_on = Day(
        label=gettext_lazy("Té efecte des de"),
        help_text=gettext_lazy(
            "Si no es diu, compta des de la signatura; d’una resolució, és l’últim dia vigent. Per exemple: 1/1/2025."
        ),
    )
    new_until = Day(
        label=gettext_lazy("Nova data final"),
        help_text=gettext_lazy("D’una pròrroga: l’últim dia, inclòs. Per exemple: 30/6/2029."),
    )
    leaving = Choices(
        label=gettext_lazy("Qui se’n separa"),
        help_text=gettext_lazy(
            "D’una separació: qui deixa de ser part del conveni des del dia que l’addenda té efecte."
        ),
    )
    parties = RowsOf(
        PartyRow,
        single="organisation",
        label=gettext_lazy("Parts"),
        one=gettext_lazy("Part"),
        add=gettext_lazy("Afegeix una part"),
        help_text=gettext_lazy("Les del conveni, i qui s’hi adhereix o en surt amb aquesta addenda."),
    )

    def prepare(self):
        super().prepare()
        known = [*(self.document.get("parties") or ()), *(self.document.get("leaving") or ())]
        self.fields["leaving"].choices = list(
            {one["code"]: (one["code"], one["name"]) for one in known}.values()
        )


class AddendumSignaturesForm(SignaturesForm):
    """Who signed the addendum and when."""

    signed_on = Day(
        label=gettext_lazy("Data de signatura de l’addenda"),
        help_text=gettext_lazy("Només si no se sap la de cada signatura. Per exemple: juny del 2021."),
    )
    signatures = signature_rows(gettext_lazy("L’addenda queda signada el dia de l’última signatura."))


class ChangeRow(RowForm):
    named_by = ("target",)
    brings = True  # the page offers to bring the present text of the chosen part
    part: dict | None = None  # the chosen one, as the document has it
    ignored = ("op",)
    op = Choice(
        choices=ChangeOp.choices,
        empty=None,
        widget=forms.Select(attrs={"data-brings": True}),
        initial=ChangeOp.REPLACE,
        label=gettext_lazy("Què fa"),
        help_text=gettext_lazy("Per exemple: «Substitueix», si la part queda escrita d’una altra manera."),
    )
    target = Choice(
        choices=(),
        empty=gettext_lazy("Trieu-ne una"),
        widget=forms.Select(attrs={"data-brings": True}),
        label=gettext_lazy("Part del conveni"),
        help_text=gettext_lazy("La que canvia; si n’afegiu una, la d’abans."),
    )
    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    label = Text(
        max_length=80,
        label=gettext_lazy("Etiqueta"),
        help_text=gettext_lazy("Buida, es queda la que hi ha. Per exemple: «Quarta bis»."),
    )
    heading = Text(
        max_length=250,
        label=gettext_lazy("Títol de la part"),
        help_text=gettext_lazy("Buit, es queda el que hi ha. Per exemple: «Durada»."),
    )
    text = LongText(
        rows=6,
        label=gettext_lazy("Text nou"),
        help_text=gettext_lazy(
            "Com queda la part amb l’addenda. En triar-la hi surt el text que té ara, perquè el canvieu."
        ),
    )

    def clean(self):
        said = self.cleaned_data
        if said.get("op") != ChangeOp.INSERT_AFTER and not said.get("target"):
            self.add_error("target", _("Cal triar quina part canvia."))
        written = any(said.get(name) for name in ("label", "heading", "text"))
        if said.get("op") == ChangeOp.DELETE and written:
            self.add_error("op", _("Una part que se suprimeix no porta text nou."))
        elif said.get("op") in (ChangeOp.REPLACE, ChangeOp.INSERT_AFTER) and not written:
            self.add_error("text", _("Cal el text nou de la part."))
        elif said.get("op") == ChangeOp.REPLACE and self._says_the_same():
            self.add_error(
                "text", _("El text és el mateix que ara: escriviu com queda la part amb l’addenda.")
            )
        return said

    def _says_the_same(self):
        """Whether the part would read as it does now."""
        typed = {name: _plain(self.cleaned_data.get(name)) for name in ("label", "heading", "text")}
        return bool(self.part) and all(
            not text or text == _plain(self.part[name]) for name, text in typed.items()
        )


class ChangesForm(StepForm):
    """What it does to the parts of the agreement, as its text stands now (`amended_parts` of the document)."""

    changes = RowsOf(
        ChangeRow,
        label=gettext_lazy("Canvis"),
        one=gettext_lazy("Canvi"),
        add=gettext_lazy("Afegeix un canvi"),
        help_text=gettext_lazy("Una pròrroga o una resolució no cal que canviïn cap part del text."),
    )

    @classmethod
    def rearranged(cls, data):
        """Beside moving rows: a part that is chosen brings its present text, to be written over."""
        kept = cls.typed(data)
        name, index = pressed(data.get("_bring"), kept, ["changes"])
        if index is None:
            return super().rearranged(data)
        kept[name][index]["brings"] = True
        return kept

    def prepare(self):
        self.parts = self.document.get("amended_parts") or []
        super().prepare()

    def prepare_row(self, row):
        super().prepare_row(row)
        known = [(part["key"], whole_name(part)) for part in self.parts]
        held = row.initial.get("target")
        if held and held not in dict(known):
            known.append((held, held))
        row.fields["target"].choices = [("", _("Trieu-ne una")), *known]
        chosen = next((part for part in self.parts if part["key"] == row["target"].value()), None)
        row.part, row.beside = chosen, chosen and _as_written(chosen)
        if row.initial.pop("brings", False):
            self._bring(row, chosen)

    def _bring(self, row, part):
        """Put the text of `part` in the box of a replaced one, never over what somebody typed there."""
        typed = _plain(row.initial.get("text"))
        if not typed or typed in {_plain(one["text"]) for one in self.parts}:
            is_replaced = part and row.initial.get("op") == ChangeOp.REPLACE
            row.initial["text"] = part["text"] if is_replaced else ""


def _plain(text):
    return " ".join((text or "").split())


def _as_written(part):
    return {"title": whole_name(part), "text": part["text"]}
