"""What a digest tells, and what it never tells."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliances.rules import publish_alliance
from observatori.digests import rules
from observatori.digests.models import Subscription
from observatori.publishing.models import Delivery, Record, SearchEntry
from tests.making import make_agreement, make_alliance, make_experience

pytestmark = pytest.mark.django_db(transaction=True)


def hide(record):
    """What every verb that hides something does: the entry goes, in the same transaction."""
    SearchEntry.objects.filter(record=record).delete()
    Record.objects.filter(pk=record.pk).update(withdrawn=True, withdrawn_reason="Error.")


def test_a_published_alliance_is_told_once(subscribed, run, mailoutbox):
    subscribed()
    alliance = make_alliance("Aliança del Ter")

    assert run() == {"done": 1}
    assert run() == {}
    (message,) = mailoutbox
    assert message.to == ["lectora@exemple.cat"]
    assert "Aliança del Ter" in message.subject
    assert "ALIANÇA NOVA\nAliança del Ter" in message.body
    assert f"http://127.0.0.1:8000/aliances/{alliance.record.slug}/" in message.body
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    assert '<html lang="ca">' in html
    assert "Aliança del Ter" in html
    assert len(html.encode()) < 100_000


def test_the_headers_of_a_digest_are_those_of_bulk_mail(subscribed, run, mailoutbox):
    subscription = subscribed()
    make_alliance()
    run()

    (message,) = mailoutbox
    headers = message.message()
    leave = f"<http://127.0.0.1:8000/subscripcions/{subscription.token}/baixa/>"
    assert headers["List-Unsubscribe"] == leave
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Id"] == "<resums.127.0.0.1>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"] == Delivery.objects.get().message_id


def test_a_digest_says_why(subscribed, run, mailoutbox):
    subscribed(query="q=ter&type=alliance", frequency="instant")
    make_alliance("Aliança del Ter")
    run()

    (message,) = mailoutbox
    assert "Rebeu aquest missatge perquè us vau subscriure a:" in message.body
    assert "* Paraules: ter" in message.body
    assert "* Què: aliances" in message.body


def test_nothing_new_sends_nothing(subscribed, run, mailoutbox):
    make_alliance()  # before she subscribes
    subscribed()

    assert run() == {}
    assert mailoutbox == []
    assert not Delivery.objects.exists()


def test_an_outsiders_digest_never_names_a_draft(subscribed, run, mailoutbox):
    subscribed()
    make_alliance("Esborrany secret", published=False)
    edited = make_alliance("Nom públic")
    type(edited).objects.filter(pk=edited.pk).update(name="Nom secret")
    make_agreement(make_alliance(published=False), "Conveni secret")
    make_agreement(edited, "Conveni intern", record={"visibility": "organisation"})
    run()

    (message,) = mailoutbox
    assert "Nom públic" in message.body
    for text in (message.subject, message.body, message.alternatives[0][0]):
        assert "secret" not in text
        assert "intern" not in text


def test_what_is_withdrawn_before_the_run_is_not_told(subscribed, run, mailoutbox):
    subscribed()
    hide(make_alliance().record)

    assert run() == {}
    assert mailoutbox == []


def test_what_is_withdrawn_between_run_and_sending_is_not_told(subscribed, enqueue, mailoutbox):
    subscribed()
    record = make_alliance().record
    enqueue()
    hide(record)

    assert rules.hand_over(now=timezone.now()) == {"done": 1}
    assert mailoutbox == []
    assert Delivery.objects.get().message_id == ""


def test_who_leaves_between_run_and_sending_gets_nothing(subscribed, enqueue, mailoutbox):
    subscription = subscribed()
    make_alliance()
    enqueue()
    rules.leave(subscription=subscription)

    rules.hand_over(now=timezone.now())
    assert mailoutbox == []


def test_examples_are_left_out(subscribed, run, mailoutbox):
    subscribed()
    make_alliance(record={"is_example": True})

    assert run() == {}


def test_a_thing_published_and_updated_is_one_line_and_new(subscribed, run, mailoutbox):
    subscribed()
    alliance = make_alliance("Aliança del Ter")
    publish_alliance(alliance=alliance, by=None)
    run()

    (message,) = mailoutbox
    assert message.body.count("Aliança del Ter") == 1
    assert "ALIANÇA NOVA" in message.body


def test_a_thing_updated_later_says_so(subscribed, run, mailoutbox):
    alliance = make_alliance("Aliança del Ter")
    subscribed()
    publish_alliance(alliance=alliance, by=None)
    run()

    (message,) = mailoutbox
    assert "ALIANÇA ACTUALITZADA" in message.body


def test_a_registered_agreement_is_told_as_signed(subscribed, run, mailoutbox):
    alliance = make_alliance()
    subscribed()
    make_agreement(alliance, "Conveni marc")
    run()

    (message,) = mailoutbox
    assert "CONVENI REGISTRAT\nConveni marc" in message.body


@pytest.mark.parametrize(("query", "told"), [
    ("", {"Ter", "Freser"}),
    ("type=alliance", {"Ter"}),
    ("type=alliance&type=experience", {"Ter", "Freser"}),
    ("experience_type=good_practice", {"Freser"}),
    ("q=freser", {"Freser"}),
    ("axis=governance", set()),
    ("comarca=no-hi-es", set()),
])  # fmt: skip
def test_a_subscription_hears_what_its_query_finds(subscribed, run, mailoutbox, query, told):
    subscribed(query=query)
    make_alliance("Ter")
    make_experience("Freser", type="good_practice")
    run()

    body = mailoutbox[0].body if mailoutbox else ""
    assert {name for name in ("Ter", "Freser") if f"NOVA\n{name}\n" in body} == told


def test_a_digest_is_in_the_readers_language(subscribed, run, mailoutbox):
    subscribed(language="en")
    alliance = make_alliance()
    run()

    (message,) = mailoutbox
    assert f"http://127.0.0.1:8000/en/aliances/{alliance.record.slug}/" in message.body
    assert '<html lang="en">' in message.alternatives[0][0]


def test_what_people_write_is_escaped_in_html_only(subscribed, run, mailoutbox):
    subscribed()
    make_alliance("A & B <script>alert(1)</script>\nBcc: x@exemple.cat")
    run()

    (message,) = mailoutbox
    assert "<script>alert" in message.body
    assert "<script>" not in message.alternatives[0][0]
    assert "\n" not in message.subject
    assert message.message()["Bcc"] is None


def test_three_days_without_the_clock_are_one_digest(subscribed, run, mailoutbox):
    subscription = subscribed(frequency="daily")
    make_alliance("Ter")
    make_alliance("Freser")

    later = subscription.next_at + timedelta(days=3)
    assert run(later) == {"done": 1}
    assert run(later) == {}
    (message,) = mailoutbox
    assert "Ter" in message.body
    assert "Freser" in message.body
    subscription.refresh_from_db()
    assert subscription.next_at > later


def test_a_digest_that_is_not_due_waits(subscribed, run, mailoutbox):
    subscription = subscribed(frequency="daily")
    make_alliance()

    assert run(subscription.next_at - timedelta(seconds=1)) == {}
    assert run(subscription.next_at) == {"done": 1}


def test_a_digest_of_20_makes_the_queries_of_one_of_1(subscribed, enqueue):
    def queries(many):
        for _ in range(many):
            make_experience(alliances=[make_alliance()])
        enqueue()
        with CaptureQueriesContext(connection) as captured:
            rules.hand_over(now=timezone.now())
        Delivery.objects.all().delete()
        return len(captured)

    subscribed()
    queries(1)
    assert queries(20) == queries(1)


def test_a_long_digest_leads_to_the_rest(subscribed, run, mailoutbox, monkeypatch):
    monkeypatch.setattr("observatori.digests.letters.LINES", 2)
    subscribed(query="type=alliance")
    for number in range(5):
        make_alliance(f"Aliança {number}")
    run()

    (message,) = mailoutbox
    assert "I 3 més:\nhttp://127.0.0.1:8000/cerca/?type=alliance" in message.body
    assert "5 novetats" in message.subject


def test_addresses_never_confirmed_are_forgotten_after_a_week(run):
    rules.subscribe(email="algu@exemple.cat", query="", frequency="daily", language="ca")

    run(timezone.now() + timedelta(days=6))
    assert Subscription.objects.count() == 1
    run(timezone.now() + timedelta(days=8))
    assert Subscription.objects.count() == 0


def test_an_address_that_left_is_forgotten_after_a_year_and_the_ledger_after_three_months(subscribed, run):
    rules.leave(subscription=subscribed())
    subscribed("altra@exemple.cat")
    make_alliance()
    run()

    run(timezone.now() + timedelta(days=89))
    assert (Subscription.objects.count(), Delivery.objects.count()) == (2, 1)
    run(timezone.now() + timedelta(days=91))
    assert (Subscription.objects.count(), Delivery.objects.count()) == (2, 0)
    run(timezone.now() + timedelta(days=366))
    assert [subscription.email for subscription in Subscription.objects.all()] == ["altra@exemple.cat"]


def test_a_minute_without_events_writes_nothing(subscribed, enqueue):
    subscription = subscribed()
    enqueue()

    assert Subscription.objects.get().seen_transaction == subscription.seen_transaction
