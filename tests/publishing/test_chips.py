"""The filters at work of a public list, by the names of their options."""

import pytest

from alliances.models import Phase
from tests.making import make_term

pytestmark = pytest.mark.django_db


def labels(client, **query):
    return [chip["label"] for chip in client.get("/aliances/", query).context["chips"]]


def test_a_term_of_a_vocabulary_is_named(client):
    make_term("comarca", "24", "Osona")

    assert labels(client, comarca="24") == ["Comarca: Osona"]


def test_one_of_a_list_is_named_and_what_was_left_empty_is_not(client):
    assert labels(client, phase=Phase.IMPLEMENTATION.value) == [f"Fase: {Phase.IMPLEMENTATION.label}"]
    assert labels(client, phase="") == []
