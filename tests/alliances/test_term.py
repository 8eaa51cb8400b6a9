from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alliances.periods import add_months, renewed_end, term_end, whole_months
from alliances.signing import is_signed, unsigned_parties
from alliances.term import State, effective_on, in_effect_order, status, timeline
from observatori.partial_dates import PartialDate
from tests.alliances.terms_drawn import (
    DATE_FIELDS,
    FIRST,
    addenda,
    agreements,
    days,
    days_near,
    exact_dates,
    named_days,
    partial_dates,
)


def _completed(document, draw):
    """The same document with every date known to the day."""
    known = {}
    for field in DATE_FIELDS:
        day = document.get(field)
        if day:
            known[field] = PartialDate.of(draw(st.dates(day.earliest, day.latest)))
    return document | known


def _may_end_before_it_starts(agreement):
    start, until = agreement["in_force_from"] or agreement["signed_on"], agreement["in_force_until"]
    return bool(start and until and until.earliest < start.latest)


@given(st.data())
def test_what_is_known_with_partial_dates_holds_for_every_day_they_may_be(data):
    agreement, amending = data.draw(agreements(partial_dates)), data.draw(addenda(partial_dates))
    exact = _completed(agreement, data.draw)
    assume(not _may_end_before_it_starts(exact))
    at = data.draw(days_near(agreement, *amending))
    known, truth = (
        status(agreement, amending, at),
        status(exact, [_completed(a, data.draw) for a in amending], at),
    )
    assert known.state in {truth.state, "unknown"}
    assert known.can_extend in {truth.can_extend, None}
    assert truth.in_notice or not known.in_notice
    assert truth.extended or not known.extended
    for told, true in ((known.ends_on, truth.ends_on), (known.notice_on, truth.notice_on)):
        assert told is None or told.earliest <= true.earliest <= told.latest


@given(agreements(partial_dates), addenda(partial_dates), st.data())
def test_the_state_changes_only_on_days_the_dates_name_or_the_day_after(agreement, amending, data):
    """On any day the state is that of the last day, up to it, that a date names or follows."""
    at = data.draw(days_near(agreement, *amending))
    named = named_days(agreement, *amending)
    turns = [day for day in named | {day + timedelta(days=1) for day in named} if day <= at]
    since = max(turns, default=date(1900, 1, 1))
    assert status(agreement, amending, at).state == status(agreement, amending, since).state


@given(agreements(partial_dates), addenda(partial_dates), st.data())
def test_the_order_in_which_addenda_come_changes_nothing(agreement, amending, data):
    at, shuffled = data.draw(days_near(agreement, *amending)), data.draw(st.permutations(amending))
    assert status(agreement, shuffled, at) == status(agreement, amending, at)


@given(agreements(partial_dates), addenda(partial_dates), st.data())
def test_the_timeline_tells_the_state_of_every_day(agreement, amending, data):
    at = data.draw(days_near(agreement, *amending))
    line = timeline(agreement, amending)
    assert [state for day, state in line if day <= at][-1] == status(agreement, amending, at).state
    assert all(one[1] != other[1] for one, other in pairwise(line))


@given(agreements(exact_dates), addenda(exact_dates), st.data())
def test_the_notice_is_counted_from_the_end_of_the_current_period(agreement, amending, data):
    at = data.draw(days_near(agreement, *amending))
    now = status(agreement, amending, at)
    if now.ends_on is None or agreement["notice_months"] is None:
        assert now.notice_on is None
    elif now.ends_on.is_exact:
        notice = add_months(now.ends_on.earliest, -agreement["notice_months"])
        assert now.notice_on == PartialDate.of(notice)
        assert now.in_notice is (now.state == "in_force" and notice <= at)
    if now.state == "in_force" and now.ends_on:
        assert now.ends_on.latest >= at


@given(days, st.integers(0, 1500), st.none() | st.integers(1, 40), st.integers(0, 4000), st.data())
def test_a_period_has_one_end_and_one_notice_from_its_first_day_to_its_last(start, length, months, on, data):
    facts = {"origin": "documented", "renewal": "tacit", "renewal_months": months, "notice_months": 2}
    ends = {"in_force_from": str(start), "in_force_until": str(start + timedelta(days=length))}
    at = start + timedelta(days=on)
    now = status(facts | ends, [], at)
    later = status(facts | ends, [], data.draw(st.dates(at, now.ends_on.latest)))
    assert (later.ends_on, later.notice_on, later.extended) == (now.ends_on, now.notice_on, now.extended)
    after = status(facts | ends, [], now.ends_on.latest + timedelta(days=1))
    assert after.extended
    assert after.ends_on > now.ends_on
    assert after.notice_on >= now.notice_on


@given(agreements(partial_dates), addenda(partial_dates), st.data())
def test_an_addendum_some_party_has_not_signed_has_no_effect(agreement, amending, data):
    at = data.draw(days_near(agreement, *amending))
    parties = [{"code": "OAE-O-0001"}, {"code": "OAE-O-0002"}]
    signed_by_one = {"origin": "registered", "parties": parties, "signatures": [{"organisation": parties[0]}]}
    pending = [a | signed_by_one for a in amending]
    assert status(agreement, pending, at) == status(agreement, [], at)


@given(agreements(exact_dates), addenda(exact_dates), st.data())
def test_until_an_extension_takes_effect_all_is_as_without_it(agreement, amending, data):
    at = data.draw(days_near(agreement, *amending))
    later = [a for a in amending if a["addendum_kind"] == "extension" and a["effective_on"].earliest > at]
    others = [a for a in amending if a not in later]
    assert status(agreement, amending, at) == status(agreement, others, at)


def test_months_clip_to_the_end_of_the_month():
    assert add_months(date(2011, 1, 31), 1) == date(2011, 2, 28)
    assert add_months(date(2012, 1, 31), 1) == date(2012, 2, 29)
    assert add_months(date(2012, 2, 29), 12) == date(2013, 2, 28)
    assert add_months(date(2011, 1, 31), -2) == date(2010, 11, 30)
    assert add_months(date(2011, 12, 31), 2) == date(2012, 2, 29)
    assert add_months(date(2011, 5, 31), 0) == date(2011, 5, 31)


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        (date(2010, 11, 9), 4, date(2014, 11, 8)),
        (date(2011, 1, 1), 1, date(2011, 12, 31)),
        (date(2012, 2, 29), 1, date(2013, 2, 27)),
        (date(2012, 2, 29), 4, date(2016, 2, 28)),
        (date(2012, 3, 1), 1, date(2013, 2, 28)),
        (date(2011, 3, 1), 1, date(2012, 2, 29)),
    ],
)
def test_a_term_of_years_ends_the_day_before_its_anniversary(start, years, end):
    assert term_end(start, 12 * years) == end


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2010, 11, 9), date(2014, 11, 8), 48),
        (date(2011, 1, 31), date(2011, 2, 27), 1),
        (date(2011, 1, 31), date(2011, 2, 28), None),
        (date(2011, 1, 1), date(2011, 1, 30), None),
        (date(2011, 1, 1), date(2011, 1, 1), None),
        (date(2011, 5, 1), date(2011, 4, 30), None),
        (date(2011, 1, 1), date.max, None),
    ],
)
def test_a_term_is_of_whole_months_only_if_it_ends_the_day_before_the_same_day(start, end, months):
    assert whole_months(start, end) == months


@given(days, st.integers(0, 1500), st.none() | st.integers(1, 40), st.integers(1, 4000))
def test_periods_follow_one_another_up_to_the_one_that_holds_the_day(start, length, months, later):
    first = start + timedelta(days=length)
    on = first + timedelta(days=later)
    end, times = renewed_end(start, first, first, months, on)
    assert end >= on
    assert (end, times) == _counted_one_by_one(start, first, months, on)


def _counted_one_by_one(start, first, months, on):
    whole, times = whole_months(start, first), 0
    end = first
    while end < on:
        times += 1
        if whole:
            end = term_end(start, whole + times * (months or whole))
        elif months:
            end = term_end(first + timedelta(days=1), times * months)
        else:
            end = first + timedelta(days=times * ((first - start).days + 1))
    return end, times


def test_the_timeline_of_an_agreement_extended_late():
    agreement = {"origin": "documented", "in_force_from": "2010-11-09", "in_force_until": "2014-11-08"}
    late = {"code": "OAE-C-0002", "origin": "documented", "addendum_kind": "extension", "new_until": "2018"}
    assert timeline(agreement, [late | {"effective_on": "2015-03-01"}]) == [
        (date.min, "upcoming"),
        (date(2010, 11, 9), "in_force"),
        (date(2014, 11, 9), "expired"),
        (date(2015, 3, 1), "in_force"),
        (date(2018, 1, 2), "unknown"),
        (date(2019, 1, 1), "expired"),
    ]


def test_a_termination_of_nobody_knows_when_may_have_come_before_the_start():
    agreement = {"origin": "documented", "in_force_from": "2010-11-09", "in_force_until": "2014-11-08"}
    resolved = {"code": "OAE-C-0002", "origin": "documented", "addendum_kind": "termination"}

    assert status(agreement, [resolved], date(2010, 11, 8)).state == "unknown"
    assert timeline(agreement, [resolved]) == [(date.min, "unknown")]


def test_the_timeline_of_a_tacit_renewal_is_finite():
    agreement = {
        "origin": "documented",
        "in_force_from": "2010",
        "in_force_until": "2014",
        "renewal": "tacit",
    }
    states = [(date.min, "upcoming"), (date(2010, 1, 1), "unknown"), (date(2010, 12, 31), "in_force")]
    assert timeline(agreement, []) == states


def test_the_timeline_stands_the_last_day_of_the_calendar():
    agreement = {"origin": "documented", "in_force_from": "9999", "in_force_until": "9999-12-31"}
    assert timeline(agreement, [])[-1] == (date.max, "in_force")


def test_every_state_has_words_for_people():
    assert all(state.label for state in State)
    assert set(State.values) == set(
        "draft pending_signature upcoming in_force expired terminated unknown".split()  # noqa: SIM905
    )


def test_the_api_gets_the_derived_fields_and_none_that_people_write():
    agreement = {
        "origin": "documented",
        "signed_on": "2010-11-09",
        "in_force_until": "2014",
        "notice_months": 12,
    }
    assert status(agreement, [], date(2012, 1, 1)).as_dict() == {
        "state": "in_force",
        "in_notice": False,
        "extended": False,
        "can_extend": None,
        "signed_on": "2010-11-09",
        "ends_on": "2014",
        "notice_on": "2013",
    }


@pytest.mark.parametrize(
    ("days", "last"),
    [
        (["2010-10-01", "2010-11-09"], "2010-11-09"),
        (["2010-11", "2010-11-09"], "2010-11"),
        (["2010", "2010-12"], "2010-12"),
        (["2010-11", "2010-11-30"], "2010-11-30"),
        (["2010-11-09", None], "2010-11-09"),
        ([None, None], None),
    ],
)
def test_the_last_signature_is_the_one_that_may_be_latest(days, last):
    parties = [{"code": "OAE-O-0001"}, {"code": "OAE-O-0002"}]
    signatures = [{"organisation": p, "signed_on": d} for p, d in zip(parties, days, strict=True)]
    agreement = {"origin": "registered", "parties": parties, "signatures": signatures}
    assert status(agreement, [], date(2012, 1, 1)).signed_on == last


def test_an_agreement_that_lacks_a_signature_has_not_been_signed_on_any_day():
    parties = [{"code": "OAE-O-0001"}, {"code": "OAE-O-0002"}]
    signatures = [{"organisation": {"code": "OAE-O-0001"}, "signed_on": "2010-11-09"}]
    agreement = {"origin": "registered", "parties": parties, "signatures": signatures}
    assert status(agreement, [], date(2012, 1, 1)).signed_on is None
    assert unsigned_parties(agreement) == [{"code": "OAE-O-0002"}]


def test_a_party_signs_by_any_of_its_names_whatever_their_accents_and_case():
    party = {"code": "OAE-O-0001", "slug": "althaia", "name": "Fundació Althaia", "short_name": "ALTHAIA"}
    for name in ("FUNDACIO  ALTHAIA", "Althaia", "oae-o-0001"):
        assert is_signed({"parties": [party], "signatures": [{"organisation": None, "party_text": name}]})
    assert not is_signed(
        {"parties": [party], "signatures": [{"organisation": None, "party_text": "Fundació"}]}
    )
    assert not is_signed({"parties": [party], "signatures": [{"organisation": None, "party_text": ""}]})


@pytest.mark.parametrize(
    ("name", "signed_as"),
    [
        ("Hospital de l’Esperit Sant", "Hospital de l'Esperit Sant"),
        ("Hospital de l'Esperit Sant", "HOSPITAL DE L´ESPERIT SANT"),
        ("Col·legi de Metges", "Col.legi de Metges"),
        ("Col·legi de Metges", "Co\u0140legi  de Metges"),
        ("Consorci Sanitari de l’Alt Penedès", "Consorci\u00a0Sanitari de l’Alt Penedès"),
    ],
)
def test_a_party_signs_by_its_name_however_apostrophe_and_ela_geminada_are_typed(name, signed_as):
    party = {"code": "OAE-O-0001", "slug": "una", "name": name, "short_name": ""}
    document = {"parties": [party], "signatures": [{"organisation": None, "party_text": signed_as}]}
    assert is_signed(document)
    assert unsigned_parties(document) == []


def test_signatures_and_parties_may_be_null():
    assert not is_signed({"parties": None, "signatures": None})
    assert is_signed(
        {"parties": None, "signatures": [{"party_text": "Ajuntament de Z", "organisation": None}]}
    )
    assert unsigned_parties({"parties": ["OAE-O-0001"], "signatures": None}) == ["OAE-O-0001"]


def test_an_agreement_without_parties_lacks_no_signature_once_registered():
    agreement = {"origin": "registered", "in_force_from": "2010", "in_force_until": "2012"}

    assert status(agreement, [], FIRST).state == "draft"
    assert status(agreement | {"record_state": "published"}, [], date(2011, 1, 1)).state == "in_force"


def test_addenda_take_effect_by_day_and_then_by_code():
    coded = [
        ("OAE-C-10000", "2012"),
        ("OAE-C-9999", "2012-12-31"),
        ("OAE-C-0003", None),
        (None, "2011"),
    ]
    amending = [{"code": code, "origin": "documented", "effective_on": day} for code, day in coded]
    in_order = [addendum["code"] for _day, addendum in in_effect_order({}, amending)]
    assert in_order == ["OAE-C-0003", None, "OAE-C-9999", "OAE-C-10000"]


def test_the_day_of_signature_stands_in_only_for_an_empty_effective_day():
    addendum = {"origin": "documented", "signed_on": "2012-03-01", "in_force_from": "2012-05-01"}
    assert effective_on(addendum) == "2012-03-01"
    assert effective_on(addendum | {"effective_on": "2012-04"}) == "2012-04"
