import hashlib
import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from observatori.organisations.models import Token
from observatori.organisations.tokens import issue_token, revoke_token, token_of
from tests.making import make_organisation, make_user

pytestmark = pytest.mark.django_db


def test_a_token_is_stored_only_as_its_digest():
    token, secret = issue_token(user=make_user(), scopes=["read", "write"])

    assert re.fullmatch(r"oae_[A-Za-z0-9_-]{43}", secret)
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    stored = Token.objects.filter(pk=token.pk).values().get()
    assert secret not in map(str, stored.values())
    assert token_of(secret) == token


def test_a_token_opens_nothing_once_it_is_revoked_over_or_its_person_is_out():
    user = make_user()
    revoked, revoked_secret = issue_token(user=user, scopes=["read"])
    _token, short = issue_token(user=user, scopes=["read"], days=1)
    _token, endless = issue_token(user=user, scopes=["read"])
    revoke_token(token=revoked)

    assert token_of(revoked_secret) is None
    assert token_of(short)
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1), tick=False):
        assert token_of(short) is None
        assert token_of(endless)
    user.is_active = False
    user.save()
    assert token_of(endless) is None


@pytest.mark.parametrize("secret", ["", "oae_", "oae_" + "a" * 43, "altra_" + "a" * 43, "oae_\x00", "oae_é"])
def test_what_is_no_token_opens_nothing(secret):
    assert token_of(secret) is None


def test_use_is_noted_at_most_once_a_minute(django_assert_num_queries):
    _token, secret = issue_token(user=make_user(), scopes=["read"])

    with django_assert_num_queries(2):
        token_of(secret)
    with django_assert_num_queries(1):
        token_of(secret)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)), django_assert_num_queries(2):
        token_of(secret)


@pytest.mark.parametrize("scopes", [[], ["tot"], ["curate"]])
def test_scopes_that_are_unknown_none_or_not_hers_are_refused(scopes):
    with pytest.raises(ValidationError):
        issue_token(user=make_user(), scopes=scopes)


@pytest.mark.parametrize("role", ["curator", "administrator"])
def test_staff_may_have_a_token_that_curates(role):
    assert issue_token(user=make_user(role=role), scopes=["curate"])


def printed(*arguments):
    out = StringIO()
    call_command("api_token", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--scopes", "read,zzz"), "No hi ha cap permís que es digui «zzz»."),
        (("--scopes", "read", "--days", "0"), "Una clau ha de valer un dia com a mínim."),
    ],
)
def test_the_command_says_what_it_refuses(arguments, sentence):
    make_user("ada@exemple.cat")

    with pytest.raises(CommandError, match=sentence) as refused:
        printed("ada@exemple.cat", *arguments)

    assert refused.value.returncode == 2
    assert not Token.objects.exists()


def test_the_command_prints_the_token_alone():
    user, organisation = make_user("ada@exemple.cat"), make_organisation()

    said = printed(
        "Ada@exemple.cat", "--scopes", "read,write", "--organisation", organisation.slug, "--days", "7"
    )

    token = token_of(said.removesuffix("\n"))
    assert (token.user, token.organisation, token.scopes) == (user, organisation, ["read", "write"])
    assert timedelta(days=6) < token.expires_at - timezone.now() < timedelta(days=8)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ningu@exemple.cat", "--scopes", "read"),
        ("ada@exemple.cat", "--scopes", "tot"),
        ("ada@exemple.cat", "--scopes", "curate"),
        ("ada@exemple.cat", "--scopes", "read", "--organisation", "cap"),
    ],
)
def test_the_command_does_nothing_and_ends_with_2_for_what_it_does_not_know(arguments):
    make_user("ada@exemple.cat")

    with pytest.raises(CommandError) as refusal:
        printed(*arguments)

    assert refusal.value.returncode == 2
    assert str(refusal.value)
    assert not Token.objects.exists()
