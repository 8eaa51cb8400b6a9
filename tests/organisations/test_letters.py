import pytest
from kombu.exceptions import OperationalError

from observatori.mail import absolute
from observatori.organisations.letters import post
from observatori.organisations.tasks import send

pytestmark = pytest.mark.django_db


def write():
    post(to="ada@exemple.cat", subject="Una\nlínia", text=f"Obriu {absolute('/?a=1&b=<2>')}, www.mal.cat")


def test_a_letter_has_a_text_and_a_safe_html(letters):
    (letter,) = letters(write)

    assert (letter.to, letter.subject) == (["ada@exemple.cat"], "Una línia")
    assert letter.body == f"Obriu {absolute('/?a=1&b=<2>')}, www.mal.cat\n"
    html = letter.alternatives[0][0]
    assert '<html lang="ca">' in html
    assert f'<a href="{absolute("/?a=1&amp;b=")}' in html
    assert html.count("<a ") == 1, "only an address of ours is a link"
    assert "<2>" not in html
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert letter.extra_headers["Message-ID"]


def test_a_letter_goes_out_at_once_where_the_broker_is_down(letters, monkeypatch):
    def refuse(**letter):
        raise OperationalError("no hi és")

    monkeypatch.setattr(send, "delay", refuse)

    assert len(letters(write)) == 1


def test_nothing_is_sent_of_what_was_undone(letters, mailoutbox):
    write()

    assert mailoutbox == []
