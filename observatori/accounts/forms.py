"""The forms of accounts: allauth’s, with the words of this house, and our own."""

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from observatori.formats.characters import refuse_addresses, refuse_controls, refuse_controls_in_line
from observatori.organisations.access import is_curator
from observatori.organisations.models import MembershipRole, Organisation, Ownership, Scope, User
from observatori.organisations.rules import clean_tax_id
from observatori.vocabularies import terms
from observatori.vocabularies.models import Vocabulary

EMAIL = _("Adreça electrònica")
PASSWORD = _("Contrasenya")
NEW_PASSWORD = _("Contrasenya nova")
CODE = _("Codi")
NEW_PASSWORD_HINT = _("Dotze caràcters o més. La podeu enganxar des d’un gestor de contrasenyes.")
CODE_HINT = _("El que us dona l’aplicació d’autenticació, o un dels codis de recuperació.")


class Worded:
    """Gives allauth’s fields our labels and hints (`words`: name → label, hint), in `order`, without placeholders."""

    words: dict[str, tuple] = {}
    dropped: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.dropped:
            del self.fields[name]
        for name, (label, hint) in self.words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Worded, account.LoginForm):
    words = {
        "login": (EMAIL, ""),
        "password": (PASSWORD, ""),
        "remember": (_("Recorda’m en aquest dispositiu"), _("No ho feu en un ordinador compartit.")),
    }


class SignupForm(Worded, account.SignupForm):
    name = forms.CharField(
        max_length=150,
        validators=[refuse_controls_in_line, refuse_addresses],
        label=_("Nom i cognoms"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]
    words = {
        "email": (EMAIL, _("Millor la de la feina: hi enviarem un missatge per confirmar-la.")),
        "password1": (PASSWORD, NEW_PASSWORD_HINT),
    }

    def try_save(self, request):
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # takes as long as making the account would
        return super().try_save(request)


class AddEmailForm(Worded, account.AddEmailForm):
    words = {"email": (_("Una altra adreça electrònica"), "")}


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    dropped = ("password2",)
    words = {"oldpassword": (_("Contrasenya actual"), ""), "password1": (NEW_PASSWORD, NEW_PASSWORD_HINT)}


class SetPasswordForm(Worded, account.SetPasswordForm):
    dropped = ("password2",)
    words = {"password1": (NEW_PASSWORD, NEW_PASSWORD_HINT)}


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    words = {"email": (EMAIL, "")}


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    dropped = ("password2",)
    words = {"password1": (NEW_PASSWORD, NEW_PASSWORD_HINT)}


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    words = {"password": (PASSWORD, "")}


class AuthenticateForm(Worded, second_factor.AuthenticateForm):
    words = {"code": (CODE, CODE_HINT)}


class ReauthenticateByCodeForm(Worded, second_factor.ReauthenticateForm):
    words = {"code": (CODE, CODE_HINT)}


class ActivateTotpForm(Worded, ActivateTOTPForm):
    words = {"code": (CODE, _("Les sis xifres que us mostra l’aplicació."))}


class AddKeyForm(Worded, AddWebAuthnForm):
    words = {
        "name": (_("Nom de la clau"), _("Per reconèixer-la: «Mòbil», «Portàtil de la feina»…")),
        "passwordless": (
            _("Entra sense contrasenya"),
            _("Amb aquesta clau n’hi haurà prou; demana empremta, cara o PIN."),
        ),
    }


class EditKeyForm(Worded, EditWebAuthnForm):
    words = {"name": (_("Nom de la clau"), "")}


class PersonForm(forms.ModelForm):
    """What a person says of herself."""

    language = forms.ChoiceField(
        choices=settings.LANGUAGES, label=_("Llengua"), help_text=_("La dels missatges que us enviem.")
    )

    class Meta:
        model = User
        fields = ["name", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].validators.append(refuse_addresses)
        self.fields["name"].label = _("Nom i cognoms")
        self.fields["name"].widget.attrs["autocomplete"] = "name"


class FindOrganisationForm(forms.Form):
    q = forms.CharField(
        max_length=200,
        label=_("Nom, sigles o NIF de l’entitat"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def choices_of(vocabulary):
    """Return a function that lists a vocabulary at the moment the form is shown, an empty choice first."""
    return lambda: [("", _("Trieu un valor")), *terms.choices(vocabulary)]


class OrganisationForm(forms.ModelForm):
    """What is asked of a new organisation. Its field names are those of the API."""

    legal_form = forms.ChoiceField(
        choices=choices_of(Vocabulary.LEGAL_FORM), required=False, label=_("Forma jurídica")
    )
    sectors = forms.MultipleChoiceField(
        choices=lambda: terms.choices(Vocabulary.SECTOR),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Sectors"),
    )
    comarca = forms.ChoiceField(choices=choices_of(Vocabulary.COMARCA), required=False, label=_("Comarca"))
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)  # codes, apart by commas
    verified = forms.BooleanField(
        required=False,
        label=_("L’he comprovada"),
        help_text=_("Queda verificada i pública des d’ara."),
    )

    class Meta:
        model = Organisation
        fields = ["name", "short_name", "tax_id", "ownership", "municipality_text", "website"]
        labels = {
            "name": _("Nom complet"),
            "short_name": _("Nom curt o sigles"),
            "ownership": _("Titularitat"),
            "municipality_text": _("Municipi"),
        }
        help_texts = {
            "name": _("El nom oficial, tal com consta als convenis."),
            "tax_id": _("Serveix per no registrar dues vegades la mateixa entitat."),
        }

    field_order = [
        "name",
        "short_name",
        "tax_id",
        "legal_form",
        "ownership",
        "sectors",
        "municipality_text",
        "comarca",
        "website",
    ]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_curator(user):
            del self.fields["verified"]
        self.fields["ownership"].choices = [("", _("Trieu un valor")), *Ownership.choices]

    def clean_tax_id(self):
        """Said where it is typed, before anything is asked."""
        try:
            return clean_tax_id(self.cleaned_data["tax_id"])
        except ValidationError as error:
            raise ValidationError(error.messages) from None

    def _post_clean(self):
        """The rule makes the organisation and says what is wrong with it; here is only what was typed."""


class JoinForm(forms.Form):
    message = forms.CharField(
        max_length=1000,
        validators=[refuse_controls],
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Qui sou i què hi feu"),
        help_text=_("L’administració de l’entitat ho llegirà quan us respongui."),
    )


ROLE_HINT = _(
    "Lectura: veure el que és de l’entitat. Edició: escriure i trametre. Administració: també registrar, "
    "confirmar, retirar, i gestionar membres i claus."
)


def role_field(**facts):
    return forms.ChoiceField(
        choices=MembershipRole.choices, initial=MembershipRole.EDITOR, label=_("Paper"), **facts
    )


class InviteForm(forms.Form):
    email = forms.EmailField(label=EMAIL, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = role_field(help_text=ROLE_HINT)


class RoleForm(forms.Form):
    role = role_field()


class TokenForm(forms.Form):
    """What a key of the API may do; `user` decides which permissions are offered."""

    name = forms.CharField(
        max_length=80,
        validators=[refuse_controls_in_line],
        required=False,
        label=_("Per a què serveix"),
        help_text=_("Per reconèixer-la: «Web de l’hospital», «Full de càlcul de l’àrea»…"),
    )
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label=_("Permisos"))
    days = forms.TypedChoiceField(
        choices=[("30", _("30 dies")), ("90", _("90 dies")), ("365", _("un any")), ("", _("no caduca"))],
        coerce=int,
        empty_value=None,
        required=False,
        initial="90",
        label=_("Caducitat"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [
            choice for choice in Scope.choices if choice[0] != Scope.CURATE or is_curator(user)
        ]
