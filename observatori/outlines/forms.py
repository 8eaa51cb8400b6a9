"""Whose the new draft is, of what, and which pieces of the source it keeps."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatori.formats.phrases import typographic
from observatori.organisations.access import is_curator, organisations_of
from observatori.organisations.models import MembershipRole, Organisation, User
from observatori.outlines.outline import Outline
from observatori.publishing.access import drafts_visible_to
from observatori.publishing.forms import Text
from observatori.publishing.models import Kind

TITLE = 500  # characters
OF_THE_STAFF = ""  # what no organisation owns, staff have compiled


def title_of_draft(outline: Outline) -> str:
    """Return the title that a draft has until somebody writes another: the source’s with blanks, told apart from it."""
    return (_("Esborrany: %(title)s") % {"title": typographic(outline.title)})[:TITLE]


def owners_for(user: User) -> list[Organisation]:
    """Return the organisations in whose name `user` may write."""
    mine = organisations_of(user, MembershipRole.EDITOR, MembershipRole.ADMIN)
    return list(Organisation.objects.active().filter(pk__in=mine).order_by("name", "pk"))


def parents_for(user: User, *, is_addendum: bool) -> list[tuple[str, str]]:
    """Return what the draft may belong to, as choices: the alliances whose draft `user` reads or, for an addendum,
    the agreements.
    """
    kind, column = (Kind.AGREEMENT, "agreement__title") if is_addendum else (Kind.ALLIANCE, "alliance__name")
    records = drafts_visible_to(user, kind)
    if is_addendum:
        records = records.filter(agreement__amends=None)
    rows = records.order_by(column, "pk").values_list("code", column)
    return [(code, f"{typographic(name)} ({code})") for code, name in rows]


class OutlineForm(forms.Form):
    """Staff, who may write of any alliance, say it by its code; the others choose among theirs."""

    use_required_attribute = False

    organisation = forms.ChoiceField(label=gettext_lazy("En nom de quina entitat"))
    title = Text(
        required=True,
        max_length=TITLE,
        label=gettext_lazy("Títol"),
        help_text=gettext_lazy("El que tindrà el document nou. El podreu canviar."),
        error_messages={"required": gettext_lazy("Cal un títol.")},
    )
    parent = forms.ChoiceField(error_messages={"required": gettext_lazy("Cal dir de què formarà part.")})
    parts = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Parts"),
        error_messages={"required": gettext_lazy("Trieu alguna part del text.")},
    )

    def __init__(self, data=None, *, user, outline):
        kept = [piece.key for piece in outline.pieces]
        super().__init__(data, initial={"title": title_of_draft(outline), "parts": kept}, label_suffix="")
        self.owners = {one.slug: one for one in owners_for(user)}
        staff = [(OF_THE_STAFF, _("L’equip de l’Observatori"))] if is_curator(user) else []
        self.fields["organisation"].choices = [(slug, one.name) for slug, one in self.owners.items()] + staff
        self.fields["organisation"].required = not staff
        self.fields["parts"].choices = [(piece.key, piece.name) for piece in outline.pieces]
        label = _("De quin conveni") if outline.is_addendum else _("De quina aliança")
        if is_curator(user):
            self.fields["parent"] = forms.CharField(
                max_length=20,
                help_text=_("El codi. Per exemple: OAE-C-0001.")
                if outline.is_addendum
                else _("El codi. Per exemple: OAE-A-0001."),
                error_messages={"required": _("Cal dir de què formarà part.")},
            )
        else:
            self.fields["parent"].choices = parents_for(user, is_addendum=outline.is_addendum)
        self.fields["parent"].label = label

    @property
    def owner(self) -> Organisation | None:
        """The organisation it names; None for the staff."""
        return self.owners.get(self.cleaned_data["organisation"])

    @property
    def has_nowhere(self) -> bool:
        """Whether there is nothing yet that the draft could belong to."""
        return getattr(self.fields["parent"], "choices", None) == []
