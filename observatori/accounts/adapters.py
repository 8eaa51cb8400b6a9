"""What this house changes in django-allauth: the words, the letters, where one goes, and who may not enter."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.shortcuts import resolve_url
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from observatori.accounts.demo_people import is_demo
from observatori.organisations.access import is_curator, organisations_of
from observatori.organisations.letters import plain, post


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Aquest compte està desactivat."),
        "cannot_remove_primary_email": _(
            "No podeu treure l’adreça principal: feu-ne principal una altra abans."
        ),
        "duplicate_email": _("Aquesta adreça ja és al vostre compte."),
        "email_password_mismatch": _("L’adreça electrònica o la contrasenya no són correctes."),
        "email_taken": _("Aquesta adreça no es pot fer servir. Proveu-ne una altra."),
        "enter_current_password": _("La contrasenya actual no és correcta."),
        "incorrect_code": _("El codi no és correcte o ja ha canviat. Escriviu-ne un altre."),
        "incorrect_password": _("La contrasenya no és correcta."),
        "invalid_or_expired_key": _("L’enllaç no és vàlid o ha caducat: demaneu-ne un altre."),
        "invalid_password_reset": _("L’enllaç per canviar la contrasenya no és vàlid: demaneu-ne un altre."),
        "max_email_addresses": _("No podeu tenir més de %d adreces."),
        "rate_limited": _("Ho heu provat massa vegades. Torneu-hi d’aquí a una estona."),
        "too_many_login_attempts": _("Hi ha hagut massa intents fallits. Torneu-hi d’aquí a una estona."),
        "unverified_primary_email": _("L’adreça principal ha d’estar confirmada."),
    }

    def clean_email(self, email):
        if settings.MODE == "production" and is_demo(email):
            raise self.validation_error("email_taken")
        return email

    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data["name"]
        user.language = get_language()
        return super().save_user(request, user, form, commit=commit)

    def pre_login(self, request, user, **facts):
        if settings.MODE == "production" and is_demo(user.email):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **facts)

    def get_login_redirect_url(self, request):
        user = request.user
        alone = not is_curator(user) and not organisations_of(user)
        return resolve_url("accounts:find_organisation" if alone else settings.LOGIN_REDIRECT_URL)

    def get_signup_redirect_url(self, request):
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request):
        return resolve_url("accounts:home")

    def send_mail(self, template_prefix, email, context):
        facts = {"request": self.request, "email": email, **context}
        subject = plain(f"{template_prefix}_subject.txt", facts)
        post(to=email, subject=subject, text=plain(f"{template_prefix}_message.txt", facts))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Amb la verificació en dos passos no s’hi poden afegir adreces."),
        "cannot_delete_authenticator": _("No podeu desactivar la verificació en dos passos."),
        "cannot_generate_recovery_codes": _("Activeu primer la verificació en dos passos."),
        "incorrect_code": _("El codi no és correcte o ja ha canviat. Escriviu-ne un altre."),
        "unverified_email": _("Confirmeu primer les adreces del vostre compte."),
    }

    def build_totp_svg(self, url):
        return super().build_totp_svg(url).rpartition("?>")[2]  # inside HTML there is no XML declaration

    def can_delete_authenticator(self, authenticator):
        """Staff that must have a second factor may change it for another, not do without."""
        if not (settings.REQUIRE_MFA and is_curator(authenticator.user)):
            return True
        others = authenticator.user.authenticator_set.exclude(pk=authenticator.pk)
        return others.exclude(type=authenticator.Type.RECOVERY_CODES).exists()
