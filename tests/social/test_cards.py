"""The pictures of links: what they say, who gets them, and how dear they are."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from observatori.publishing.models import Record, Visibility
from observatori.social import drawing
from observatori.social.drawing import COLUMN, Card, last_lines, png, set_title, width
from tests.making import (
    make_agreement,
    make_alliance,
    make_experience,
    make_lesson,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db

LONG = (
    "Conveni marc de col·laboració per a la constitució de l’Aliança d’atenció integrada social i sanitària "
    * 3
)


def card_path(record):
    rooms = {
        "alliance": "aliances",
        "agreement": "convenis",
        "experience": "experiencies",
        "lesson": "aprenentatges",
    }
    return f"/{rooms[record.kind]}/{record.slug or record.code}/targeta.png"


def public_things():
    alliance = make_alliance()
    agreement = make_agreement(alliance)
    records = [alliance, agreement, make_experience(alliances=[alliance]), make_lesson()]
    organisation = alliance.partnerships.first().organisation
    return [card_path(thing.record) for thing in records] + [f"/entitats/{organisation.slug}/targeta.png"]


def test_every_public_thing_and_the_home_page_have_a_picture_of_1200_by_630(client):
    for path in ["/targeta.png", "/es/targeta.png", *public_things()]:
        response = client.get(path)

        assert (response.status_code, response["Content-Type"]) == (200, "image/png"), path
        picture = Image.open(BytesIO(response.content))
        assert (picture.size, picture.format) == ((1200, 630), "PNG")
        assert len(response.content) < 150_000


@pytest.mark.parametrize("who", ["nobody", "owner", "curator"])
@pytest.mark.parametrize("visibility", [Visibility.PARTNERS, Visibility.ORGANISATION, None])
def test_the_card_of_what_is_not_public_is_not_served_to_anybody(client, who, visibility):
    owner = make_organisation()
    record = {"visibility": visibility} if visibility else {}
    alliance = make_alliance(owner=owner, published=bool(visibility), record=record)
    if who != "nobody":
        person = make_user(role="curator") if who == "curator" else make_user(organisation=owner)
        client.force_login(person)

    assert client.get(card_path(alliance.record)).status_code == 404
    assert client.get(f"/entitats/{owner.slug}/targeta.png").status_code == 404


def test_the_card_of_a_withdrawn_record_is_gone(client):
    alliance = make_alliance()
    Record.objects.filter(pk=alliance.pk).update(withdrawn=True, withdrawn_reason="A petició.")

    assert client.get(card_path(alliance.record)).status_code == 410


def test_the_card_of_a_merged_record_is_that_of_the_other(client):
    kept, merged = make_alliance(), make_alliance()
    Record.objects.filter(pk=merged.pk).update(merged_into=kept.record)

    response = client.get(card_path(merged.record))

    assert (response.status_code, response["Location"]) == (301, card_path(kept.record))


def test_who_has_the_card_already_is_told_so_and_nothing_is_drawn(client, monkeypatch):
    path = card_path(make_alliance().record)
    first = client.get(path)
    monkeypatch.setattr("observatori.social.views.png", lambda card: pytest.fail("drawn"))

    again = client.get(path, headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert "max-age=600" in first["Cache-Control"]
    assert "public" in first["Cache-Control"]
    assert "Cookie" not in first.get("Vary", "")


def test_a_new_version_has_another_tag(client):
    one, other = make_alliance("Una"), make_alliance("Altra")

    assert client.get(card_path(one.record))["ETag"] != client.get(card_path(other.record))["ETag"]


def test_a_card_asks_the_database_the_same_whatever_it_is_of(client):
    few, many = make_alliance(partners=2), make_alliance(partners=20)
    counts = []
    for alliance in (few, many):
        with CaptureQueriesContext(connection) as captured:
            client.get(card_path(alliance.record))
        counts.append(len(captured))

    assert counts == [2, 2]


def test_the_page_names_its_card_and_a_draft_has_none(client):
    owner = make_organisation()
    alliance = make_alliance("L’aliança", owner=owner)
    path = f"/aliances/{alliance.record.slug}/"
    client.force_login(make_user(organisation=owner))

    page, draft = (client.get(path + query).content.decode() for query in ("", "?version=draft"))

    assert f'<meta property="og:image" content="http://testserver{path}targeta.png">' in page
    assert '<meta property="og:title" content="L’aliança">' in page
    assert "og:image" not in draft


def test_a_lists_card_is_that_of_the_home_page_in_its_language(client):
    assert 'content="http://testserver/es/targeta.png"' in client.get("/es/aliances/").content.decode()


@pytest.mark.parametrize("title", ["Catlab", LONG[:104], LONG, "Electroencefalografista" * 4])
@pytest.mark.parametrize("room", [250, 334])
def test_a_title_is_never_wider_or_higher_than_its_place(title, room):
    size, lines = set_title(title, room)

    assert all(width(line, ("serif", size, 620)) <= COLUMN for line in lines)
    assert len(lines) * size * drawing.LEADING <= room


def test_the_lines_of_a_title_are_even():
    size, lines = set_title("Una treballadora social municipal dins l’equip del CAP", 300)

    widths = [width(line, ("serif", size, 620)) for line in lines]
    assert min(widths) > 0.6 * max(widths)


def test_the_last_line_takes_the_fullest_way_that_fits():
    assert last_lines(("Hospital Universitari " * 20, "Hospital i 19 més")) == ["Hospital i 19 més"]


def test_what_is_written_stays_on_its_side_of_the_forms():
    """Between the column and the forms there is nothing but paper, whatever the title."""
    plain = Image.open(BytesIO(png(Card("", "", (), 2))))
    written = Image.open(BytesIO(png(Card(LONG, LONG, (LONG,), 2))))

    beside = (drawing.EDGE + COLUMN + 30, 0, *drawing.SIZE)
    assert plain.crop(beside).tobytes() == written.crop(beside).tobytes()
