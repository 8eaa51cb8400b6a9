"""Copies of a database: each begins as it was filled, and the tests’ own never hears of them."""

import pytest

from observatori.organisations.models import Organisation
from tests.copies import copy_of
from tests.making import make_organisation


def names():
    return list(Organisation.objects.order_by("pk").values_list("name", flat=True))


@pytest.mark.django_db(transaction=True)  # in a transaction no other database could be gone to
def test_what_is_written_in_a_copy_is_neither_in_the_next_nor_outside():
    filled = []

    def fill():
        filled.append(make_organisation("Hospital del Pla"))
        return "el que s’ha fet"

    with copy_of("proves", fill) as told:
        make_organisation("Consorci de les Valls")
        assert (told, names()) == ("el que s’ha fet", ["Hospital del Pla", "Consorci de les Valls"])
    with copy_of("proves", fill) as told:
        assert (told, names()) == ("el que s’ha fet", ["Hospital del Pla"])
    assert names() == []
    assert len(filled) == 1
