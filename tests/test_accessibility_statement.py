"""The accessibility statement: the parts of its model, who answers for it, and the way to it."""

import pytest

pytestmark = pytest.mark.django_db
PATH = "/accessibilitat/"
# Decision (EU) 2018/1523, annex: section 1, with its degree, content, date and method, feedback, enforcement.
PARTS = (
    "Situació de compliment",
    "Contingut no accessible",
    "Preparació d’aquesta declaració",
    "Observacions i dades de contacte",
    "Procediment d’aplicació",
)


def test_it_has_the_parts_of_the_model_and_its_day(client):
    body = client.get(PATH).content.decode()

    assert [part for part in PARTS if f"<h2>{part}</h2>" not in body] == []
    assert "el 22 de novembre del 2026" in body


def test_who_answers_comes_from_the_settings(client, settings):
    settings.BODY_NAME, settings.ACCESSIBILITY_EMAIL = "Consorci del Pla", "hola@pla.example"

    body = client.get(PATH).content.decode()

    assert "Consorci del Pla es compromet" in body
    assert 'href="mailto:hola@pla.example"' in body
    assert "exemple" not in body


@pytest.mark.parametrize("missing", ["BODY_NAME", "ACCESSIBILITY_EMAIL"])
def test_where_it_is_not_said_who_answers_the_page_says_so(client, settings, missing):
    settings.BODY_NAME, settings.ACCESSIBILITY_EMAIL = "Consorci del Pla", "hola@pla.example"
    setattr(settings, missing, "")

    assert "són d’exemple" in client.get(PATH).content.decode()


@pytest.mark.parametrize("path", ["/", "/no-hi-es/"])
def test_every_page_leads_to_it(client, path):
    assert f'href="{PATH}"' in client.get(path).content.decode()
