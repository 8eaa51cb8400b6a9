"""One letter to a real SMTP server: what each of its answers means."""

from email import message_from_bytes, policy

import pytest

from observatori import mail
from tests.mail.smtp_server import HURRY, Server

LETTER = mail.Letter("Novetats d’Osona", "Text.\n", "<p>Text.</p>", {"Auto-Submitted": "auto-generated"})


@pytest.fixture
def server(settings):
    server = Server()
    server.start()
    settings.MAILERS = server.mailers()
    yield server
    server.stop()


def give(to, **options):
    mail.hand_over(LETTER, to=to, message_id=mail.message_id("prova"), **options)


def test_a_letter_arrives_whole(server):
    give("lectora@exemple.cat")

    (content,) = server.handler.taken
    message = message_from_bytes(content, policy=policy.default)
    assert message["Subject"] == "Novetats d’Osona"
    assert message["Message-ID"] == mail.message_id("prova")
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(("who", "meaning"), [
    ("refused", mail.NotAccepted),
    ("virus", mail.NotAccepted),
    ("grey", mail.NotNow),
    ("full", mail.NotNow),
    ("dropped", mail.Unsure),
])  # fmt: skip
def test_an_answer_means(server, who, meaning):
    with pytest.raises(meaning):
        give(f"{who}@exemple.cat")


def test_an_answer_that_does_not_come_means(server, settings):
    settings.MAILERS = server.mailers(HURRY)

    with pytest.raises(mail.Unsure):
        give("slow@exemple.cat")


def test_a_server_that_is_not_there_is_for_later(server):
    server.stop()

    with pytest.raises(mail.NotNow):
        give("lectora@exemple.cat")


def test_what_is_called_off_before_data_does_not_leave(server):
    def call_off():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        give("lectora@exemple.cat", before_data=call_off)
    assert server.handler.taken == []


def test_a_line_break_in_a_subject_adds_no_header(server):
    letter = mail.Letter("A\nBcc: x@exemple.cat", "Text.", "<p>Text.</p>")

    with pytest.raises(mail.NotAccepted):
        mail.hand_over(letter, to="lectora@exemple.cat", message_id="<a@b>")
    assert server.handler.taken == []


def test_in_local_mode_each_message_is_a_file_and_they_sort_by_time(settings, tmp_path):
    settings.MAILERS = {
        "default": {"BACKEND": "observatori.mail.EmlBackend", "OPTIONS": {"file_path": tmp_path / "mail"}}
    }
    for number in range(3):
        give(f"persona-{number}@exemple.cat")

    files = sorted((tmp_path / "mail").iterdir())
    messages = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
    assert [path.suffix for path in files] == [".eml"] * 3
    assert [message["To"] for message in messages] == [f"persona-{number}@exemple.cat" for number in range(3)]
    assert {message["Message-ID"] for message in messages} == {mail.message_id("prova")}


def test_the_message_id_of_a_key_is_always_the_same_and_ours():
    assert mail.message_id("a") == mail.message_id("a") != mail.message_id("b")
    assert mail.message_id("a").endswith("@127.0.0.1>")
