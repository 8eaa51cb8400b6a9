"""Addresses of accounts: allauth’s pages under Catalan paths and its own names, and ours under `accounts:`."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions.views import list_usersessions
from django.urls import include, path, re_path

from observatori.accounts import members, tokens, views
from observatori.accounts.pages import personal

ALLAUTH = {
    "entrar/": (account.login, "account_login"),
    "sortir/": (account.logout, "account_logout"),
    "alta/": (account.signup, "account_signup"),
    "desactivat/": (account.account_inactive, "account_inactive"),
    "identitat/": (account.reauthenticate, "account_reauthenticate"),
    "adreces/": (account.email, "account_email"),
    "confirmacio/": (account.email_verification_sent, "account_email_verification_sent"),
    "confirmacio/<str:key>/": (account.confirm_email, "account_confirm_email"),
    "contrasenya/": (account.password_change, "account_change_password"),
    "contrasenya/posar/": (account.password_set, "account_set_password"),
    "contrasenya/oblidada/": (account.password_reset, "account_reset_password"),
    "contrasenya/oblidada/enviat/": (account.password_reset_done, "account_reset_password_done"),
    "contrasenya/nova/feta/": (
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
    ),
    "dos-passos/": (mfa.index, "mfa_index"),
    "dos-passos/codi/": (mfa.authenticate, "mfa_authenticate"),
    "dos-passos/identitat/": (mfa.reauthenticate, "mfa_reauthenticate"),
    "dos-passos/aplicacio/activa/": (totp.activate_totp, "mfa_activate_totp"),
    "dos-passos/aplicacio/desactiva/": (totp.deactivate_totp, "mfa_deactivate_totp"),
    "dos-passos/recuperacio/": (recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    "dos-passos/recuperacio/nous/": (recovery.generate_recovery_codes, "mfa_generate_recovery_codes"),
    "dos-passos/recuperacio/baixa/": (recovery.download_recovery_codes, "mfa_download_recovery_codes"),
    "dos-passos/claus/": (webauthn.list_webauthn, "mfa_list_webauthn"),
    "dos-passos/claus/nova/": (webauthn.add_webauthn, "mfa_add_webauthn"),
    "dos-passos/claus/identitat/": (webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    "dos-passos/claus/entrar/": (webauthn.login_webauthn, "mfa_login_webauthn"),
    "dos-passos/claus/<int:pk>/": (webauthn.edit_webauthn, "mfa_edit_webauthn"),
    "dos-passos/claus/<int:pk>/treu/": (webauthn.remove_webauthn, "mfa_remove_webauthn"),
    "sessions/": (list_usersessions, "usersessions_list"),
}

RESET = (
    r"^compte/contrasenya/nova/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$"  # the key has hyphens of its own
)

own = [
    path("compte/", views.Home.as_view(), name="home"),
    path("compte/entitat/", views.find_organisation, name="find_organisation"),
    path("compte/entitat/nova/", views.RegisterOrganisation.as_view(), name="register_organisation"),
    path("compte/entitat/<slug:organisation>/", views.Join.as_view(), name="join"),
    path("compte/invitacio/<str:secret>/", views.invitation, name="invitation"),
    path("compte/claus/", tokens.PersonTokens.as_view(), name="own_tokens"),
    path("compte/claus/<int:pk>/revoca/", tokens.revoke_own, name="revoke_own_token"),
    path("tauler/<slug:organisation>/membres/", members.Members.as_view(), name="members"),
    path("tauler/<slug:organisation>/membres/surt/", members.leave, name="leave"),
    path("tauler/<slug:organisation>/membres/<int:pk>/paper/", members.role, name="member_role"),
    path("tauler/<slug:organisation>/membres/<int:pk>/treu/", members.remove, name="remove_member"),
    path("tauler/<slug:organisation>/invitacions/<int:pk>/anulla/", members.revoke, name="revoke_invitation"),
    path("tauler/<slug:organisation>/peticions/<int:pk>/accepta/", members.accept, name="accept_request"),
    path(
        "tauler/<slug:organisation>/peticions/<int:pk>/denega/", members.refuse_request, name="refuse_request"
    ),
    path("tauler/<slug:organisation>/claus/", tokens.OrganisationTokens.as_view(), name="tokens"),
    path("tauler/<slug:organisation>/claus/<int:pk>/revoca/", tokens.revoke, name="revoke_token"),
]

urlpatterns = [
    *(path(f"compte/{route}", personal(view), name=name) for route, (view, name) in ALLAUTH.items()),
    re_path(RESET, personal(account.password_reset_from_key), name="account_reset_password_from_key"),
    path("", include((own, "accounts"))),
]
