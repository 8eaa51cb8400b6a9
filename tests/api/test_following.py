"""What a program follows: changes since a moment, events, suggestions, whole objects, subscriptions."""

from datetime import timedelta

import pgtrigger
import pytest
from django.utils import timezone

from observatori.digests.models import Subscription
from observatori.publishing.events import end_of_reading
from observatori.publishing.models import Event, Record, Revision, SearchEntry
from tests.api.calling import Caller, pointers, problem
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user
from tests.waiting import until

pytestmark = pytest.mark.django_db


def wait_for_older_transactions():
    """Whoever else is at work in the cluster has transactions that events wait for."""
    last = Event.objects.latest("transaction").transaction
    assert until(lambda: end_of_reading().transaction > last)


def ago(**span):
    return (timezone.now() - timedelta(**span)).isoformat().replace("+00:00", "Z")


def test_modified_since_gives_what_changed_and_tombstones_of_what_ended():
    owner = make_organisation()
    old, new = make_alliance(owner=owner), make_alliance(owner=owner)
    past = timezone.now() - timedelta(days=2)
    SearchEntry.objects.filter(record=old.record).update(published_at=past)
    with pgtrigger.ignore("publishing.Revision:revision_append_only"):
        Revision.objects.filter(record=old.record).update(at=past)
    gone = make_alliance(owner=owner)
    admin = Caller(make_user(organisation=owner, membership="admin"))
    admin.post(f"alliances/{gone.record.code}/withdraw/", {"reason": "x"})
    draft = make_alliance(owner=owner, published=False)
    assert admin.delete(f"alliances/{draft.record.code}/").status_code == 204
    found = lambda query, caller=admin: caller.get(f"alliances/?{query}").json()["results"]  # noqa: E731

    since = found(f"modified_since={ago(hours=1)}", Caller())
    assert [one["code"] for one in since] == [new.record.code, gone.record.code]
    (tombstone,) = [one for one in since if "deleted_at" in one]
    assert (tombstone["code"], tombstone["merged_into"]) == (gone.record.code, None)
    assert found(f"modified_since={ago(hours=-1)}") == []
    assert [
        one["code"] for one in found(f"version=draft&modified_since={ago(hours=1)}") if "deleted_at" in one
    ] == [draft.record.code]
    assert draft.record.code not in str(found(f"modified_since={ago(hours=1)}", Caller()))
    for wrong in ("x", "2026-01-01", "2026-01-01T00:00:00", "%00"):
        assert problem(Caller().get(f"alliances/?modified_since={wrong}"), 400)


def test_a_merged_record_leaves_a_tombstone_that_says_where():
    kept, merged = make_alliance(), make_alliance()
    Record.objects.filter(pk=merged.pk).update(merged_into=kept.record)
    SearchEntry.objects.filter(record=merged.record).delete()
    Event.objects.create(record=merged.record, verb="merged")

    results = Caller().get(f"alliances/?modified_since={ago(hours=1)}").json()["results"]

    assert results[-1]["merged_into"] == kept.record.code


def test_expand_gives_whole_public_objects():
    partner = make_organisation("Hospital")
    alliance = make_alliance(partners=[partner, make_organisation()])
    agreement = make_agreement(alliance)
    experience = make_experience(alliances=[alliance], organisations=[partner])
    get = lambda path: Caller().get(path).json()  # noqa: E731

    body = get(f"alliances/{alliance.record.code}/?expand=partners.organisation")
    assert body["partners"][0]["organisation"] == get(f"organisations/{partner.code}/")
    body = get(f"experiences/{experience.record.code}/?expand=organisations,alliances")
    assert body["organisations"][0]["aliases"] == []
    assert body["alliances"][0] == get(f"alliances/{alliance.record.code}/")
    body = get(f"agreements/{agreement.record.code}/?expand=alliance")
    assert body["alliance"]["partners"]
    assert problem(Caller().get("alliances/?expand=zzz"), 400)["errors"][0]["pointer"] == "?expand"


def test_events_are_read_once_and_page_by_page():
    owner = make_organisation()
    record = make_alliance(owner=owner, partners=[owner, make_organisation()], published=False).record
    editor, curator = Caller(make_user(organisation=owner)), Caller(make_user(role="curator"))
    for verb, who in (("submit", editor), ("start-review", curator), ("publish", curator)):
        assert who.post(f"alliances/{record.code}/{verb}/").status_code == 200
    # A test is one transaction, which is never older than itself: what it did stands above the cursor.
    assert Caller().get("events/").json()["results"] == []
    assert problem(Caller().get("events/?cursor=x"), 400)["errors"][0]["pointer"] == "?cursor"


@pytest.mark.django_db(transaction=True)
def test_events_tell_each_reader_what_is_hers():
    owner = make_organisation()
    record = make_alliance(owner=owner, partners=[owner, make_organisation()], published=False).record
    secret = make_alliance(owner=owner, partners=[owner, make_organisation()], published=False).record
    editor, curator = Caller(make_user(organisation=owner)), Caller(make_user(role="curator"))
    assert editor.post(f"alliances/{secret.code}/submit/").status_code == 200
    for verb, who in (("submit", editor), ("start-review", curator), ("publish", curator)):
        assert who.post(f"alliances/{record.code}/{verb}/").status_code == 200

    def verbs(caller):
        return [(one["record"]["code"], one["verb"]) for one in caller.get("events/").json()["results"]]

    wait_for_older_transactions()
    assert verbs(Caller()) == [(record.code, "published")]
    admin = Caller(make_user(organisation=owner, membership="admin"))
    assert admin.post(f"alliances/{record.code}/withdraw/", {"reason": "x"}).status_code == 200

    hers = [
        (secret.code, "submitted"),
        (record.code, "submitted"),
        (record.code, "published"),
        (record.code, "withdrawn"),
    ]
    wait_for_older_transactions()
    assert verbs(editor) == hers
    assert verbs(Caller()) == [(record.code, "withdrawn")]
    assert verbs(Caller(make_user(organisation=make_organisation()))) == [(record.code, "withdrawn")]
    events = editor.get("events/?page_size=2").json()
    assert [one["actor"] for one in events["results"]] == ["organisation", "organisation"]
    following = editor.get(events["next"].partition("/api/v1/")[2]).json()
    assert [one["verb"] for one in following["results"]] == ["published", "withdrawn"]
    assert [one["changes"] for one in following["results"]] == [{}, {"reason": "x"}]
    assert following["next"] is None
    last = following["results"][-1]["cursor"]
    assert editor.get(f"events/?cursor={last}").json()["results"] == []


def test_suggestions_begin_like_the_words_or_nearly_are_them():
    make_alliance("Aliança del Bages")
    make_alliance("Col·laboració sociosanitària d’Osona")
    make_alliance("Bages i Berguedà")
    titles = lambda q: [one["title"] for one in Caller().get(f"suggest/?q={q}").json()]  # noqa: E731

    assert titles("bages")[0] == "Bages i Berguedà"
    assert set(titles("bages")) == {"Aliança del Bages", "Bages i Berguedà"}
    assert titles("Berguedá")[0] == "Bages i Berguedà"
    assert titles("sociosanitaria") == ["Col·laboració sociosanitària d’Osona"]
    assert titles("sociosanitarja") == ["Col·laboració sociosanitària d’Osona"]
    assert titles("al")[0] == "Aliança del Bages"
    assert titles("") == titles("zzzzzz") == []
    one = Caller().get("suggest/?q=Bages").json()[0]
    assert one.keys() == {"type", "code", "title", "url"}
    problem(Caller().get(f"suggest/?q={'a' * 201}"), 400)
    problem(Caller().get("suggest/?q=%00"), 400)


def test_suggestions_are_ten_at_most():
    for number in range(12):
        make_alliance(f"Aliança {number}")

    assert len(Caller().get("suggest/?q=alian").json()) == 10


def test_a_subscription_asks_by_mail_first(mailoutbox):
    caller = Caller(make_user("anna@exemple.cat"))

    answer = caller.post("subscriptions/", {"frequency": "weekly", "q": "salut", "type": ["alliance"]})

    assert (answer.status_code, answer.json()) == (
        202,
        {"email": "anna@exemple.cat", "frequency": "weekly", "query": "q=salut&type=alliance"},
    )
    assert Subscription.objects.get().confirmed_at is None
    assert pointers(caller.post("subscriptions/", {})) == {"/frequency": "required"}
    wrong = {"frequency": "weekly", "email": "x", "type": ["zzz"], "zzz": 1}
    assert pointers(caller.post("subscriptions/", wrong)) == {"/zzz": "unknown_field"}
    assert pointers(caller.post("subscriptions/", wrong | {"zzz": None})).keys() == {"/zzz"}
    del wrong["zzz"]
    assert pointers(caller.post("subscriptions/", wrong)).keys() == {"/email", "/type"}
    problem(Caller().post("subscriptions/", {"frequency": "weekly"}), 401)
