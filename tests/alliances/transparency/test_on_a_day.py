"""The list and the page of an organisation as of a day."""

import pytest

from tests.alliances.transparency.test_pages import agreed, at, cells
from tests.making import make_alliance, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla", verified_at="2026-01-01T00:00Z")


@pytest.fixture
def agreement(hospital):
    partner = make_organisation()
    return agreed(
        make_alliance(owner=hospital, partners=[hospital, partner]), hospital, partner, signed_on="2024-05-01",
        in_force_from="2024-05-01", in_force_until="2099-12-31", record={"owner": hospital},
    )  # fmt: skip


@pytest.mark.parametrize("rest", ["/", "/inserida/", ".csv", ".xlsx"])
def test_the_list_is_asked_as_of_a_day(client, hospital, agreement, rest):
    address = at(hospital, rest)

    def told(day):
        answer = client.get(address, {"at": day})
        return answer.content.decode() if rest != ".xlsx" else str(cells(answer.content))

    assert "Vigent" in told("2024-05-01")
    assert told("2024-04-30") != told("2024-05-01")
    assert client.get(address, {"at": "demà"}).status_code == 400


def test_the_page_of_an_organisation_is_asked_as_of_a_day(client, hospital, agreement):
    def told(day):
        return client.get(f"/entitats/{hospital.slug}/", {"at": day})

    assert told("2024-04-30").content != told("2024-05-01").content
    assert told("2024-13-01").status_code == 400


def test_what_the_page_leads_to_is_asked_as_of_the_same_day(client, hospital, agreement):
    page = client.get(at(hospital, "/"), {"at": "2024-05-01", "year": "2024"})

    links = [file["url"] for file in page.context["files"]]
    assert links == [f"{at(hospital, f'.{kind}')}?at=2024-05-01" for kind in ("xlsx", "csv")]
    assert page.context["clear_url"] == f"{at(hospital, '/')}?at=2024-05-01"
    assert [file["url"] for file in client.get(at(hospital, "/")).context["files"]] == [
        at(hospital, f".{kind}") for kind in ("xlsx", "csv")
    ]
