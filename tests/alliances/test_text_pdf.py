"""The consolidated text as a PDF: what it says, on which day, and for whom."""

import io

import pikepdf
import pypdf
import pytest
import time_machine

from alliances.rules import register_agreement
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db

NOW = "2026-06-01T10:00:00Z"


@pytest.fixture
def agreement():
    return make_agreement(
        make_alliance(), "Conveni de guàrdies", parts=[("primera", "L’objecte és l’atenció."), ("segona", "Quatre.")],
        in_force_from="2020-01-01", in_force_until="2027-12-31",
    )  # fmt: skip


@pytest.fixture
def addendum(agreement):
    made = make_agreement(
        agreement.alliance, "Addenda de durada", kind="addendum", addendum_kind="amendment", amends=agreement,
        effective_on="2022-03-01", registered=False,
    )  # fmt: skip
    made.changes.create(op="replace", target="segona", text="Sis anys.", position=0)
    return made


def answer(client, agreement, **query):
    return client.get(f"/convenis/{agreement.record.code}/text.pdf", query)


def text_of(answer):
    pages = pypdf.PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def register(addendum):
    register_agreement(agreement=addendum, by=None)


@time_machine.travel(NOW, tick=False)
def test_it_says_the_text_its_day_its_origin_and_that_it_is_no_original(client, agreement, addendum):
    register(addendum)
    given = answer(client, agreement, at="2022-03-01")
    text = text_of(given)
    api = client.get(f"/api/v1/agreements/{agreement.record.code}/text/", {"at": "2022-03-01"}).json()

    assert given.headers["Content-Type"] == "application/pdf"
    assert (
        given.headers["Content-Disposition"]
        == f'attachment; filename="{agreement.record.code}-2022-03-01.pdf"'
    )
    for words in (
        "Conveni de guàrdies",
        "Text vigent a 1 de març del 2022.",
        "sense valor d’original",
        "L’objecte és l’atenció.",
        "Sis anys.",
        "Segons «Addenda de durada». Des de l’1 de març del 2022.",
        f"http://testserver/convenis/{agreement.record.code}/?at=2022-03-01",
        api["fingerprint"],
        "1 de juny del 2026",
        "Pàgina 1 de 1",
    ):
        assert words in text
    assert "Quatre." not in text


def test_another_day_gives_another_text_and_another_fingerprint(client, agreement, addendum):
    register(addendum)
    text = text_of(answer(client, agreement, at="2022-02-28"))

    assert "Quatre." in text
    assert "Addenda de durada" not in text


def test_its_words_follow_the_language_and_the_text_stays_catalan(client, agreement):
    with pikepdf.open(io.BytesIO(answer(client, agreement).getvalue())) as found:
        assert str(found.Root.Lang) == "ca"
    english = client.get(f"/en/convenis/{agreement.record.code}/text.pdf")
    with pikepdf.open(io.BytesIO(english.getvalue())) as found:
        assert str(found.Root.Lang) == "en"
        langs = {
            str(one.Lang) for one in found.objects if isinstance(one, pikepdf.Dictionary) and "/Lang" in one
        }
        assert "ca" in langs


def test_contradictions_are_both_printed(client, agreement, addendum):
    register(addendum)
    other = make_agreement(
        agreement.alliance, "Addenda contrària", kind="addendum", addendum_kind="amendment", amends=agreement,
        effective_on="2022-03-01", registered=False,
    )  # fmt: skip
    other.changes.create(op="replace", target="segona", text="Nou anys.", position=0)
    register(other)
    text = text_of(answer(client, agreement, at="2023-01-01"))

    assert "es contradiuen en la part «segona»" in text
    assert "Sis anys." in text
    assert "Nou anys." in text


def test_a_draft_says_so_and_is_for_its_readers_alone(client, agreement, addendum):
    owner = make_organisation()
    for one in (agreement, addendum):
        one.parties.add(owner)
    people = {
        "anonymous": None,
        "outsider": make_user(organisation=make_organisation()),
        "reader": make_user(organisation=owner, membership="reader"),
        "curator": make_user(role="curator"),
    }
    statuses = {}
    for who, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        given = answer(client, agreement, version="draft", at="2023-01-01")
        statuses[who] = given.status_code
        if given.status_code == 200:
            assert "no-store" in given.headers["Cache-Control"]
            text = text_of(given)
            assert "Esborrany: encara pot canviar" in text
            assert "Sis anys." in text
        public = text_of(answer(client, agreement, at="2023-01-01"))
        assert "Esborrany" not in public
        assert "Quatre." in public

    assert statuses == {"anonymous": 404, "outsider": 404, "reader": 200, "curator": 200}


def test_what_is_not_public_or_has_no_text_is_not_there(client):
    hidden = make_agreement(make_alliance(), parts=[("u", "U.")], record={"visibility": "partners"})
    empty = make_agreement(make_alliance())

    assert [answer(client, hidden).status_code, answer(client, empty).status_code] == [404, 404]


def test_a_day_that_cannot_be_read_is_a_bad_request(client, agreement):
    assert answer(client, agreement, at="1/3/2022").status_code == 400


def test_an_addendum_is_printed_with_what_it_changes(client, agreement, addendum):
    register(addendum)
    text = text_of(answer(client, addendum))

    assert "Substitueix" in text
    assert "Sis anys." in text


def test_markup_in_what_people_wrote_is_printed_as_it_stands(client):
    hostile = '#panic("no") $x$ *a* <b> = c'
    agreement = make_agreement(make_alliance(), hostile, parts=[("primera", hostile)])

    assert text_of(answer(client, agreement)).count(hostile) >= 2


def test_a_text_that_is_too_long_says_so_and_where_it_is_read(client):
    parts = [(f"p{number}", "Text llarg. " * 4_000) for number in range(7)]
    agreement = make_agreement(make_alliance(), "Conveni llarg", parts=parts)

    given = answer(client, agreement, at="2022-03-01")

    assert given.status_code == 422
    page = given.content.decode()
    assert "massa llarg per fer-ne un PDF" in page
    assert "300.000 caràcters" in page
    assert f'href="http://testserver/convenis/{agreement.record.code}/?at=2022-03-01"' in page
