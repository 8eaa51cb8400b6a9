"""A form that comes without a good token: its text is shown again, to be sent by whoever typed it."""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alliances.models import Alliance
from observatori.publishing.typed import MOST, mark_of
from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db

TEXT = "El que s’ha escrit amb </textarea><script>alert(1)</script> i «cometes»\nen dues línies"


class Forms(HTMLParser):
    """The forms of a page: address, method and fields of each."""

    def __init__(self):
        super().__init__()
        self.forms, self.name = [], None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.forms.append({"action": attrs.get("action"), "method": attrs.get("method"), "fields": {}})
        elif tag == "textarea":
            self.name = attrs["name"]
            self.forms[-1]["fields"][self.name] = ""
        elif tag == "input" and self.forms:
            self.forms[-1]["fields"][attrs.get("name")] = attrs.get("value")

    def handle_data(self, data):
        if self.name:
            self.forms[-1]["fields"][self.name] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.name = None


def form_to(path, response):
    """The form of a page that posts to `path`; None for none."""
    reader = Forms()
    reader.feed(response.content.decode())
    found = [form for form in reader.forms if form["action"] == path and form["method"] == "post"]
    return found[0] if found else None


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def owner():
    return make_organisation()


@pytest.fixture
def editor(owner):
    return make_user(organisation=owner)


def test_without_any_cookie_the_text_is_there_to_be_sent_again(browser):
    response = browser.post("/es/subscripcions/", {"q": TEXT, "frequency": "weekly"})

    assert response.status_code == 403
    assert '<html lang="es"' in response.content.decode()
    assert "<script>alert" not in response.content.decode()
    fields = form_to("/es/subscripcions/", response)["fields"]
    assert (fields["q"], fields["frequency"]) == (TEXT, "weekly")
    assert browser.post("/es/subscripcions/", fields).status_code != 403


def test_who_has_logged_in_since_sends_it_with_one_more_press(browser, editor, owner):
    path = f"/tauler/{owner.slug}/aliances/nova/"
    typed = {"name": "Aliança escrita a mà", "key": "k", "person": mark_of(editor)}
    first = form_to(path, browser.post(path, typed))["fields"]
    browser.force_login(editor)

    second = form_to(path, browser.post(path, first | {"csrfmiddlewaretoken": "x" * 64}))["fields"]

    assert browser.post(path, second).status_code == 302
    assert Alliance.objects.get().name == "Aliança escrita a mà"


def test_secrets_and_files_are_not_shown_again(browser):
    data = {
        "text": "Escrit",
        "password1": "mandarina-1",
        "api_token": "mandarina-2",
        "csrfmiddlewaretoken": "m3",
    }
    file = SimpleUploadedFile("mandarina.pdf", b"%PDF-1.4")

    response = browser.post("/subscripcions/", data | {"file": file})

    page = response.content.decode()
    assert "mandarina" not in page
    assert "Els fitxers no es conserven" in page
    assert form_to("/subscripcions/", response)["fields"].keys() == {"csrfmiddlewaretoken", "text"}


@pytest.mark.parametrize("path", ["/compte/entrar/", "/compte/alta/"])
def test_what_is_typed_at_log_in_is_not_shown_again(browser, path):
    response = browser.post(path, {"login": "mandarina@exemple.cat", "email": "mandarina@exemple.cat"})

    assert response.status_code == 403
    assert "mandarina" not in response.content.decode()


@pytest.mark.parametrize("origin", ["https://una.altra.cat", "null"])
def test_another_site_gets_no_form_with_its_text(browser, editor, origin):
    browser.force_login(editor)

    response = browser.post("/subscripcions/", {"q": "mandarina"}, headers={"origin": origin})

    assert response.status_code == 403
    assert "mandarina" not in response.content.decode()


def test_a_form_without_her_number_has_to_come_from_a_page_of_ours(browser, editor):
    browser.force_login(editor)
    forged = browser.post("/subscripcions/", {"q": "mandarina"})
    ours = browser.post("/subscripcions/", {"q": "mandarina"}, headers={"origin": "http://testserver"})

    assert ["mandarina" in answer.content.decode() for answer in (forged, ours)] == [False, True]


def test_a_form_of_another_person_is_not_shown(browser, editor):
    browser.force_login(make_user())

    response = browser.post("/subscripcions/", {"q": "mandarina", "person": mark_of(editor)})

    assert response.status_code == 403
    assert "mandarina" not in response.content.decode()


def test_more_than_a_form_holds_is_not_sent_back(browser):
    response = browser.post("/subscripcions/", {"q": "m" * (MOST + 1)})

    assert response.status_code == 403
    assert len(response.content) < MOST


def test_the_api_answers_with_a_problem(browser):
    response = browser.post("/api/v1/alliances/", {"name": "mandarina"})

    assert response["Content-Type"] == "application/problem+json"
    assert "mandarina" not in response.content.decode()


def test_a_refused_form_says_that_it_is_not_saved(client, editor, owner):
    client.force_login(editor)
    path = f"/tauler/{owner.slug}/aliances/nova/"

    fresh, refused = client.get(path), client.post(path, {"name": "", "acronym": "SN"})

    assert refused.status_code == 422
    assert [b"data-guard data-typed" in page.content for page in (fresh, refused)] == [False, True]


def brought_back(client, path, typed):
    """The page of a form with what the browser kept of it, and where it was asked for."""
    return client.post("/escrit/", {"path": path, "text": urlencode(typed)}, follow=True)


def test_what_the_browser_kept_is_shown_on_its_page(client, editor, owner):
    client.force_login(editor)
    path = f"/tauler/{owner.slug}/aliances/nova/"

    page = brought_back(client, path, {"name": TEXT, "key": "k", "person": mark_of(editor)})

    assert page.redirect_chain == [(path, 302)]
    assert form_to(path, page)["fields"]["key"] == "k"
    assert TEXT.split("\n")[0][:16] in page.content.decode()
    assert b"data-guard data-typed" in page.content
    assert not Alliance.objects.exists()


def test_what_the_browser_kept_of_somebody_else_is_not_shown(client, editor, owner):
    client.force_login(editor)
    path = f"/tauler/{owner.slug}/aliances/nova/"

    page = brought_back(client, path, {"name": "mandarina", "person": mark_of(make_user())})

    assert "mandarina" not in page.content.decode()


def test_the_text_of_another_site_is_not_brought_back(browser, editor):
    browser.force_login(editor)

    response = browser.post("/escrit/", {"path": "/", "text": "mandarina"})

    assert response.status_code == 403
    assert "typed" not in browser.session


@pytest.mark.parametrize("path", ["", "//una.altra.cat/", "https://una.altra.cat/", "/\\una.altra.cat/"])
def test_it_leads_to_no_other_site(client, path):
    assert client.post("/escrit/", {"path": path, "text": "q=1"}).status_code == 400


def test_the_token_of_the_moment_saves_at_the_first_press(browser, editor, owner):
    path = f"/tauler/{owner.slug}/aliances/nova/"
    typed = {"name": "Aliança escrita a mà", "key": "k", "person": mark_of(editor)}
    again = form_to(path, browser.post(path, typed))["fields"]
    browser.force_login(editor)

    answer = browser.get("/escrit/")
    token = re.search('value="([^"]+)"', answer.content.decode())[1]

    assert "no-store" in answer["Cache-Control"]
    assert browser.post(path, again | {"csrfmiddlewaretoken": token}).status_code == 302
    assert Alliance.objects.get().name == "Aliança escrita a mà"


def test_a_part_of_a_page_does_not_become_the_page_of_log_in(client, editor, owner):
    path = f"/tauler/{owner.slug}/aliances/nova/"

    answer = client.post(path, {"name": "N", "person": mark_of(editor)}, headers={"hx-request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/compte/entrar/?next={path}")


def test_the_sign_up_of_an_organisation_comes_back(client, editor):
    client.force_login(editor)
    path = "/compte/entitat/nova/"

    page = brought_back(client, path, {"name": "Mandarina SL", "person": mark_of(editor)})

    assert 'value="Mandarina SL"' in page.content.decode()
    assert b"data-guard data-typed" in page.content
