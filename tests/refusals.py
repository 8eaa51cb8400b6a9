"""What every form of every page answers when it is sent empty: the pages with a summary of errors, among others."""

import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.addresses import Page, visits
from tests.sample import Sample

FORM = re.compile(rb'<form[^>]*method="post"[^>]*>', re.IGNORECASE)
ACTION = re.compile(rb'action="([^"]*)"')


def client_of(sample: Sample, reader: str) -> Client:
    """Return a client with the session of a reader of the sample."""
    client = Client()
    if reader in sample.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = sample.sessions[reader]
    return client


def read_pages(sample: Sample, languages: tuple[str, ...]) -> Iterator[tuple[Page, str, str, HttpResponse]]:
    """Each page as each of its readers is answered, with the reader and the path; the languages take turns."""
    clients = {}
    for number, (page, reader) in enumerate(visits()):
        path = page.path(sample.values, languages[number % len(languages)])
        client = clients.setdefault(reader, client_of(sample, reader))
        yield page, reader, path, client.get(path, follow=page.lands)


def refused_forms(
    sample: Sample, read: Iterable[tuple[Page, str, str, HttpResponse]]
) -> Iterator[tuple[str, str, bytes]]:
    """Each form of the pages of `read_pages` that answers with a page: its reader, its address and the answer.

    What a form writes is undone.
    """
    forms = {
        (reader, address)
        for page, reader, path, answer in read
        if not page.lands
        for address in forms_of(path, answer.content)
    }
    for reader, address in sorted(forms):
        answer = refused(
            client_of(sample, reader), address
        )  # a client of its own: a form may end the session
        if is_a_page(answer):
            yield reader, address, answer.content


def forms_of(path, content):
    """The addresses that the forms of a page are sent to."""
    for form in FORM.findall(content):
        action = ACTION.search(form)
        yield action[1].decode() if action and action[1] else path


def refused(client, address):
    """What a form that is sent empty answers; what it writes is undone."""
    with transaction.atomic():
        answer = client.post(address)
        transaction.set_rollback(True)
    return answer


def is_a_page(answer):
    return (
        answer.get("Content-Type", "").startswith("text/html") and b"<!doctype html>" in answer.content[:100]
    )
