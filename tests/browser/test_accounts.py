"""The pages of accounts in a real browser: accessible, narrow, and with passkeys."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from observatori.organisations.members import ask_to_join
from tests.browser.conftest import MILLISECONDS
from tests.browser.states import assert_clean
from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "una contrasenya ben llarga"


@pytest.fixture
def person(db):
    cache.clear()
    organisation = make_organisation("Fundació Nova")
    organisation.slug = "nova"
    organisation.save()
    user = make_user("ada@exemple.cat", organisation=organisation, membership="admin")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    ask_to_join(organisation=organisation, user=make_user("berta@exemple.cat"))
    return user


@pytest.fixture
def page(browser, live_server):
    """A page of the live server at «localhost», which alone may use passkeys without HTTPS."""
    complaints = []
    context = browser.new_context(
        base_url=live_server.url.replace("127.0.0.1", "localhost"),
        locale="ca",
        viewport={"width": 320, "height": 800},
    )
    page = context.new_page()
    page.set_default_timeout(MILLISECONDS)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: "422" in message.text or complaints.append(f"{page.url}: {message.text}"),
    )
    yield page
    context.close()
    assert complaints == []


def log_in(page, person):
    client = Client()
    client.force_login(person)
    page.context.add_cookies(
        [
            {
                "name": "sessionid",
                "value": client.cookies["sessionid"].value,
                "domain": "localhost",
                "path": "/",
            }
        ]
    )


def confirm_identity(page):
    page.get_by_label("Contrasenya").fill(PASSWORD)
    page.get_by_role("button", name="Continua").click()


def test_a_refused_form_is_clean_and_its_summary_takes_the_focus(page, person):
    page.goto("/compte/alta/")
    page.get_by_role("button", name="Crea el compte").click()
    page.wait_for_selector("#resum-errors")
    assert_clean(page)
    assert page.evaluate("document.activeElement.id") == "resum-errors"


def test_a_key_is_shown_once_and_can_be_copied(page, person):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_in(page, person)
    page.goto("/compte/claus/")
    page.get_by_label("llegir").check()
    page.get_by_role("button", name="Fes la clau").click()

    secret = page.locator("#secret").inner_text()
    page.get_by_role("button", name="Copia", exact=True).click()
    page.get_by_role("button", name="Copiada").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == secret
    assert_clean(page)


def test_typing_finds_the_organisation_without_a_whole_page(page, person):
    log_in(page, person)
    page.goto("/compte/entitat/")
    page.evaluate("window.same = true")

    page.get_by_label("Nom, sigles o NIF").press_sequentially("fundasio nova")
    page.locator("[data-code]").wait_for()

    assert page.evaluate("window.same")


def test_a_passkey_is_added_and_opens_the_account_without_a_password(page, person):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    log_in(page, person)
    page.goto("/compte/dos-passos/claus/nova/")
    confirm_identity(page)
    page.get_by_label("Entra sense contrasenya").check()
    page.get_by_role("button", name="Afegeix la clau").click()
    page.wait_for_url("**/compte/dos-passos/recuperacio/")
    assert_clean(page)

    page.context.clear_cookies()
    page.goto("/compte/entrar/?next=/compte/")
    page.get_by_role("button", name="Entra amb una clau d’accés").click()
    page.get_by_role("heading", name="El vostre compte", level=1).wait_for()
    page.goto("/compte/dos-passos/claus/")

    assert page.get_by_role("link", name="Treu-la").count() == 1
