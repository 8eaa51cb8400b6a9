"""Every real record, and the model case, answers through the API and on its page."""

import pytest

from observatori.publishing.models import SearchEntry

NOUNS = {
    "alliance": "alliances",
    "agreement": "agreements",
    "organisation": "organisations",
    "experience": "experiences",
    "lesson": "lessons",
}


@pytest.mark.django_db
def test_every_record_of_the_catalogue_answers(catalogue, client):
    entries = list(SearchEntry.objects.all())

    assert len(entries) > 190
    for entry in entries:
        assert client.get(f"/api/v1/{NOUNS[entry.type]}/{entry.code}/").json()["code"] == entry.code
        assert client.get(entry.url).status_code == 200
    for noun in NOUNS.values():
        assert client.get(f"/api/v1/{noun}/?page_size=100").status_code == 200
        assert client.get(f"/api/v1/{noun}/").status_code == 200
