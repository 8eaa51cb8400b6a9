"""Reading drafts and what only some may read: lists, details, live facts, and the number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.models import Part
from observatori.publishing.comments import comment
from observatori.publishing.models import Record
from tests.api.calling import Caller, problem
from tests.making import (
    make_agreement,
    make_alliance,
    make_experience,
    make_lesson,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_organisation()


@pytest.fixture
def reader(owner):
    return Caller(make_user(organisation=owner, membership="reader"))


def test_the_draft_carries_its_version_as_entity_tag(owner, reader):
    alliance = make_alliance(owner=owner, published=False)
    path = f"alliances/{alliance.record.slug}/?version=draft"

    draft = reader.get(path)

    assert (draft["ETag"], draft.json()["version"], draft.json()["published_version"]) == ('"1"', 1, None)
    assert reader.get(path, If_None_Match='"1"').status_code == 304
    assert draft.json().keys() == Caller(make_user(role="curator")).get(path).json().keys()


def test_who_reads_a_draft(owner):
    partner, outsider = make_organisation(), make_organisation()
    alliance = make_alliance(owner=owner, partners=[owner, partner], published=False)
    agreement = make_agreement(alliance, registered=False)
    party = make_organisation()
    agreement.parties.add(party)
    reads = lambda noun, thing, who: Caller(who).get(f"{noun}/{thing.record.code}/?version=draft").status_code  # noqa: E731

    for who, status in (
        (make_user(organisation=owner, membership="reader"), 200),
        (make_user(organisation=partner, membership="reader"), 200),
        (make_user(role="curator"), 200),
        (make_user(organisation=party), 404),
        (make_user(organisation=outsider), 404),
        (None, 404),
    ):
        assert reads("alliances", alliance, who) == status
    assert reads("agreements", agreement, make_user(organisation=party)) == 200
    body = (
        Caller(make_user(organisation=party)).get(f"agreements/{agreement.record.code}/?version=draft").json()
    )
    assert body["alliance"] is None  # its draft is not the party’s to read


def test_a_list_of_drafts_holds_those_one_may_read(owner, reader):
    mine = make_alliance("Meva", owner=owner, published=False)
    shared = make_alliance("Compartida", partners=[owner, make_organisation()])
    make_alliance("Aliena", owner=make_organisation(), published=False)
    codes = lambda query, caller=reader: [  # noqa: E731
        one["code"] for one in caller.get(f"alliances/?version=draft{query}").json()["results"]
    ]

    assert codes("") == [mine.record.code, shared.record.code]
    assert codes("&state=published") == [shared.record.code]
    assert codes("&state=draft&state=published") == [mine.record.code, shared.record.code]
    assert codes(f"&organisation={owner.slug}") == [mine.record.code, shared.record.code]
    assert codes("", Caller()) == []
    assert len(codes("", Caller(make_user(role="curator")))) == 3
    assert problem(reader.get("alliances/?version=draft&state=zzz"), 400)["errors"][0]["pointer"] == "?state"
    assert (
        problem(reader.get("alliances/?version=draft&phase=design"), 400)["errors"][0]["pointer"] == "?phase"
    )


def test_pages_of_drafts_neither_repeat_nor_skip(owner, reader):
    made = [make_alliance(owner=owner, partners=[owner], published=False).record.code for _ in range(5)]
    seen, path = [], "alliances/?version=draft&page_size=2"
    while path:
        page = reader.get(path).json()
        seen += [one["code"] for one in page["results"]]
        path = page["next"] and page["next"].partition("/api/v1/")[2]

    assert seen == made


def test_agreements_in_a_state_on_a_day(owner, reader):
    alliance = make_alliance(owner=owner)
    old = make_agreement(alliance, in_force_from="2010-01-01", in_force_until="2012-12-31")
    new = make_agreement(alliance, in_force_from="2020-01-01", open_ended=True)
    draft = make_agreement(alliance, registered=False, record={"origin": "registered", "owner": owner})
    codes = lambda query, caller=reader: [  # noqa: E731
        one["code"] for one in caller.get(f"agreements/?{query}").json()["results"]
    ]

    assert codes("state=in_force&at=2011-06-01") == [old.record.code]
    assert codes("state=expired&state=in_force&at=2021-06-01") == [old.record.code, new.record.code]
    assert codes("state=draft&version=draft") == [draft.record.code]
    assert codes("state=draft") == []


def test_a_record_for_partners_is_read_by_whom_it_involves_and_nobody_else(owner, reader):
    alliance = make_alliance(owner=owner, record={"visibility": "partners"})
    agreement = make_agreement(alliance, record={"visibility": "partners", "owner": owner})

    for noun, thing in (("alliances", alliance), ("agreements", agreement)):
        path = f"{noun}/{thing.record.code}/"
        assert reader.get(path).json()["published_version" if noun == "alliances" else "record_state"]
        problem(Caller().get(path), 404)
        problem(Caller(make_user(organisation=make_organisation())).get(path), 404)


def test_an_older_version_stays_with_whom_it_was_for(owner, reader):
    alliance = make_alliance(owner=owner, record={"visibility": "partners"})
    curator = Caller(make_user(role="curator"))
    path = f"alliances/{alliance.record.code}/"
    assert curator.patch(path, {"visibility": "public"}, '"1"').status_code == 200
    alliance.partnerships.update(position=1)
    for verb in ("submit", "start-review", "publish"):
        assert curator.post(f"{path}{verb}/").status_code == 200

    assert Caller().get(path).status_code == 200
    problem(Caller().get(f"{path}?version=1"), 404)
    assert reader.get(f"{path}?version=1").json()["visibility"] == "partners"


def test_a_withdrawn_record_for_partners_tells_nothing_to_others(owner, reader):
    alliance = make_alliance(owner=owner, record={"visibility": "partners"})
    Record.objects.filter(pk=alliance.pk).update(withdrawn=True, withdrawn_reason="Perquè sí.")

    problem(Caller().get(f"alliances/{alliance.record.code}/"), 404)
    problem(reader.get(f"alliances/{alliance.record.code}/"), 410)
    assert reader.get(f"alliances/{alliance.record.code}/?version=draft").json()["withdrawn"]


def test_a_draft_counts_the_addenda_its_reader_may_see(owner, reader):
    agreement = make_agreement(
        make_alliance(owner=owner),
        in_force_from="2010-01-01",
        in_force_until="2012-12-31",
        parts=[("primera", "Text.")],
    )
    make_agreement(
        agreement.alliance,
        kind="addendum",
        amends=agreement,
        addendum_kind="extension",
        effective_on="2012-01-01",
        new_until="2014-12-31",
        registered=False,
    )
    path = f"agreements/{agreement.record.code}/"

    assert reader.get(f"{path}?at=2013-06-01").json()["state"] == "expired"
    assert reader.get(f"{path}?at=2013-06-01&version=draft").json()["state"] == "in_force"
    assert reader.get(f"{path}text/?version=draft").json()["parts"][0]["text"] == "Text."


def make_full(owner, size):
    alliance = make_alliance(owner=owner, partners=[owner, *(make_organisation() for _ in range(size))])
    agreement = make_agreement(
        alliance, parts=[(f"p{n}", "Text.") for n in range(size)], record={"owner": owner}
    )
    for _ in range(size):
        make_agreement(
            alliance, kind="addendum", amends=agreement, addendum_kind="other", record={"owner": owner}
        )
    experience = make_experience(
        owner=owner,
        alliances=[alliance],
        organisations=[owner],
        evidence=[make_lesson() for _ in range(size)],
    )
    for thing in (alliance, agreement, experience):
        for _ in range(size):
            comment(record=thing.record, user=make_user(role="curator"), text="x")
    return {"alliances": alliance, "agreements": agreement, "experiences": experience}


def test_a_draft_takes_the_same_queries_with_1_and_20_of_everything(owner, reader):
    counts = []
    for size in (1, 20):
        for noun, thing in make_full(owner, size).items():
            for path in (
                f"{noun}/{thing.record.code}/?version=draft",
                f"{noun}/{thing.record.code}/comments/",
            ):
                reader.get(path)
                with CaptureQueriesContext(connection) as captured:
                    assert reader.get(path).status_code == 200
                counts.append((noun, path.rpartition("/")[2], len(captured)))

    assert counts[:6] == counts[6:]
    assert max(count for _noun, _what, count in counts) <= 30


def test_a_list_of_drafts_takes_the_same_queries_with_1_and_20(owner, reader):
    counts = []
    for number in (1, 20):
        for _ in range(number):
            alliance = make_full(owner, 1)["alliances"]
        assert alliance
        for noun in ("alliances", "agreements", "addenda", "experiences"):
            reader.get(f"{noun}/?version=draft")
            with CaptureQueriesContext(connection) as captured:
                assert len(reader.get(f"{noun}/?version=draft").json()["results"]) >= number
            counts.append((noun, len(captured)))

    assert counts[:4] == counts[4:]
    assert Part.objects.exists()
