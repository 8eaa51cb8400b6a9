"""Logging in and out, signing up, and what an outsider can learn from it."""

import re
from urllib.parse import urlparse

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from observatori.organisations.models import User
from tests.accounts.conftest import PASSWORD
from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/compte/entrar/"
PAGES = ["/compte/entrar/", "/compte/alta/", "/compte/contrasenya/oblidada/"]


@pytest.fixture
def member(with_password):
    return with_password(make_user("ada@exemple.cat", organisation=make_organisation()))


def log_in(client, email="ada@exemple.cat", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def test_a_member_logs_in_and_out(client, member):
    client.get(LOGIN)
    response = log_in(client)

    assert (response.status_code, response["Location"]) == (302, reverse("workspace:home"))
    assert client.get("/compte/").status_code == 200
    assert client.post("/compte/sortir/").status_code == 302
    assert client.get("/compte/").status_code == 302


def test_the_session_changes_at_log_in(client, member):
    client.get("/compte/")
    session = client.session
    session["abans"] = True
    session.save()
    before = client.session.session_key

    log_in(client)

    assert client.session.session_key not in {None, before}


def test_who_has_no_organisation_is_led_to_find_it(client, with_password):
    with_password(make_user("sola@exemple.cat"))

    assert log_in(client, "sola@exemple.cat")["Location"] == "/compte/entitat/"


def test_a_getting_page_of_log_out_changes_nothing(client, member):
    client.force_login(member)

    assert client.get("/compte/sortir/").status_code == 200
    assert client.get("/compte/").status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ada@exemple.cat", "una altra contrasenya"),
        ("ningu@exemple.cat", PASSWORD),
        ("no és cap adreça", "x"),
    ],
)
def test_a_refused_log_in_is_422_with_a_summary(client, member, email, password):
    response = log_in(client, email, password)
    page = response.content.decode()

    assert response.status_code == 422
    assert 'id="resum-errors"' in page
    assert "<title>Error: Entreu" in page
    assert email in page
    assert password not in page or password == "x"


def test_known_and_unknown_addresses_get_the_same_answer(client, member):
    def words(email):
        page = log_in(client, email, "no és aquesta").content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(email, "")

    assert words("ada@exemple.cat") == words("ningu@exemple.cat")


def test_after_5_failures_even_the_right_password_is_refused_for_that_account_alone(
    client, member, with_password
):
    with_password(make_user("berta@exemple.cat"))
    for _ in range(5):
        assert log_in(client, password="no és aquesta").status_code == 422

    assert log_in(client).status_code == 422
    assert "massa intents fallits" in log_in(client).content.decode()
    assert log_in(client, "berta@exemple.cat").status_code == 302
    cache.clear()
    assert log_in(Client()).status_code == 302


def test_after_10_failures_an_address_of_the_network_is_refused_for_any_account(client, member):
    for number in range(10):
        log_in(client, f"ningu{number}@exemple.cat", "no és aquesta")

    assert log_in(client).status_code == 422
    assert (
        Client(REMOTE_ADDR="10.1.1.1")
        .post(LOGIN, {"login": "ada@exemple.cat", "password": PASSWORD})
        .status_code
        == 302
    )


@pytest.mark.parametrize(
    "target",
    [
        "https://mala.exemple.org/",
        "//mala.exemple.org",
        "///mala.exemple.org",
        "/\\mala.exemple.org",
        "\\\\mala.exemple.org",
        "http:///mala.exemple.org",
        "javascript:alert(1)",
        "data:text/html,x",
        " https://mala.exemple.org",
        "https://testserver@mala.exemple.org/",
        "/\t/mala.exemple.org",
    ],
)
def test_next_never_leaves_the_host(client, member, target):
    location = log_in(client, next=target).headers["Location"]

    assert urlparse(location).netloc in {"", "testserver"}
    assert location == reverse("workspace:home")


def test_next_leads_on_inside_the_host(client, member):
    assert log_in(client, next="/compte/claus/")["Location"] == "/compte/claus/"


@pytest.mark.parametrize("path", [*PAGES, "/compte/sortir/"])
def test_a_form_from_elsewhere_is_refused(member, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)

    assert client.post(path, {"login": "ada@exemple.cat", "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_personal_pages_are_kept_by_nobody(client, path):
    response = client.get(path)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def sign_up(client, email="nova@exemple.cat", **facts):
    return client.post(
        "/compte/alta/", {"name": "Nova Persona", "email": email, "password1": PASSWORD, **facts}
    )


def test_a_person_signs_up_confirms_her_address_and_is_in(client, letters):
    answers = []
    (letter,) = letters(lambda: answers.append(sign_up(client)))
    assert answers[0]["Location"] == "/compte/confirmacio/"
    assert client.get("/compte/confirmacio/").status_code == 200
    assert client.get("/compte/").status_code == 302, "not before the address is hers"

    user = User.objects.get(email="nova@exemple.cat")
    assert (user.name, user.language, user.role) == ("Nova Persona", "ca", "member")
    link = re.search(r"http://testserver(/compte/confirmacio/\S+/)", letter.body)[1]
    assert letter.alternatives[0][1] == "text/html"
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get(user=user).verified, "mail scanners follow links"
    other = Client()
    assert other.post(link)["Location"] == LOGIN
    assert other.get("/compte/").status_code == 302, "the link alone is no log-in"
    assert EmailAddress.objects.get(user=user).verified
    assert other.post(LOGIN, {"login": "nova@exemple.cat", "password": PASSWORD}).status_code == 302


def test_signing_up_keeps_the_language_of_the_page(client, letters):
    data = {"name": "N", "email": "n@exemple.cat", "password1": PASSWORD}
    letters(lambda: client.post("/es/compte/alta/", data))

    assert User.objects.get(email="n@exemple.cat").language == "es"


def test_who_confirms_where_she_signed_up_is_in(client, letters):
    (letter,) = letters(lambda: sign_up(client))

    answer = client.post(re.search(r"http://testserver(\S+)", letter.body)[1])

    assert answer["Location"] == "/compte/entitat/"
    assert client.get("/compte/").status_code == 200


def test_signing_up_with_a_known_address_looks_the_same_and_tells_only_its_owner(client, letters, member):
    answers = []
    (new,) = letters(lambda: answers.append(sign_up(client)))
    (known,) = letters(lambda: answers.append(sign_up(Client(), "ada@exemple.cat")))

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/compte/confirmacio/")}
    assert known.to == ["ada@exemple.cat"]
    assert "/confirmacio/" in new.body
    assert "/confirmacio/" not in known.body
    assert User.objects.filter(email="ada@exemple.cat").count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"password1": "curta"}, "password1"),
        ({"password1": "nova@exemple.cat"}, "password1"),
        ({"name": ""}, "name"),
        ({"email": "no"}, "email"),
    ],
)
def test_a_refused_sign_up_is_422_and_keeps_what_was_typed(client, facts, field):
    response = sign_up(client, **{"email": "nova@exemple.cat", **facts})

    assert response.status_code == 422
    assert field in response.context_data["form"].errors
    assert 'id="resum-errors"' in response.content.decode()
    assert not User.objects.exists()


def test_a_forgotten_password_is_put_again_by_a_link_that_works_once(client, letters, member):
    (letter,) = letters(lambda: client.post("/compte/contrasenya/oblidada/", {"email": "ada@exemple.cat"}))
    link = re.search(r"http://testserver(\S+)", letter.body)[1]

    form = client.get(link)["Location"]
    assert client.get(form).status_code == 200
    assert client.post(form, {"password1": "curta"}).status_code == 422
    (told,) = letters(lambda: client.post(form, {"password1": "una altra de ben llarga"}))

    assert "contrasenya" in told.subject
    assert "no és vàlid" in Client().get(link).content.decode()
    assert log_in(Client(), password="una altra de ben llarga").status_code == 302


def test_a_forgotten_password_answers_the_same_for_who_has_no_account(client, letters, member):
    path = "/compte/contrasenya/oblidada/"
    answers = []
    assert len(letters(lambda: answers.append(client.post(path, {"email": "ada@exemple.cat"})))) == 1
    assert letters(lambda: answers.append(client.post(path, {"email": "ningu@exemple.cat"}))) == []

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/compte/contrasenya/oblidada/enviat/")
    }


def test_an_inactive_account_does_not_get_in(client, member):
    member.is_active = False
    member.save()

    log_in(client)

    assert client.get("/compte/").status_code == 302


def test_too_many_sign_ups_are_429(client, time_machine):
    time_machine.move_to(timezone.now(), tick=False)  # the limit is of one minute, whatever the machine takes
    for _ in range(20):
        sign_up(client, "no")

    assert sign_up(client, "no").status_code == 429


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_every_page_of_an_account_opens(client, member, language):
    prefix = "" if language == "ca" else f"/{language}"
    for path in PAGES:
        assert client.get(prefix + path).status_code == 200, path
    log_in(client)
    client.post("/compte/identitat/", {"password": PASSWORD})
    for path in (
        "",
        "sortir/",
        "adreces/",
        "contrasenya/",
        "identitat/",
        "dos-passos/",
        "dos-passos/aplicacio/activa/",
        "dos-passos/claus/",
        "dos-passos/claus/nova/",
        "sessions/",
        "claus/",
        "entitat/",
        "entitat/?q=hospital",
        "entitat/nova/",
    ):
        response = client.get(f"{prefix}/compte/{path}")
        assert response.status_code == 200, path
        assert "no-store" in response["Cache-Control"], path
