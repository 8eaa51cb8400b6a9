"""What is said of a password that is like the address it goes with."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from observatori.organisations.models import User


def test_a_password_like_the_address_is_refused_in_a_whole_sentence():
    with pytest.raises(ValidationError) as refused:
        validate_password("editora@exemple.cat", User(email="editora@exemple.cat"))

    assert refused.value.messages == ["La contrasenya s’assembla massa a l’adreça electrònica."]
