"""The list of addresses is the router, and its pages are pages for who is said to read them."""

import pytest

from tests.addresses import DATA, NO_PAGES, PAGES, READERS, REFUSED, addresses, visits
from tests.refusals import client_of

pytestmark = pytest.mark.django_db


def test_every_address_is_a_page_or_is_said_to_be_none():
    router = {address for address in addresses() if not address.startswith(DATA)}

    assert router == {page.address for page in [*PAGES, *REFUSED]} | NO_PAGES


def test_every_reader_reads_something():
    assert {reader for _page, reader in visits()} == set(READERS)


def test_a_page_answers_each_of_its_readers_itself(sample):
    clients = {reader: client_of(sample, reader) for reader in READERS}
    wrong = []
    for page, reader in visits([*PAGES, *REFUSED]):
        answer = clients[reader].get(page.path(sample.values), follow=page.lands)
        if answer.status_code != page.status or not answer["Content-Type"].startswith("text/html"):
            wrong.append((str(page), reader, answer.status_code, answer.get("Location", "")))

    assert not wrong, "\n".join(map(str, wrong))
