"""Terms of agreements and addenda as hypothesis draws them, and the days worth asking about."""

from datetime import date, timedelta

from hypothesis import strategies as st

from observatori.partial_dates import PartialDate

FIRST, LAST = date(2005, 1, 1), date(2030, 12, 31)
DATE_FIELDS = ("signed_on", "in_force_from", "in_force_until", "extension_until", "effective_on", "new_until")
ADDENDUM_KINDS = ("extension", "extension", "termination", "separation", "amendment")

days = st.dates(min_value=FIRST, max_value=LAST)
exact_dates = days.map(PartialDate.of)
partial_dates = st.builds(lambda day, n: PartialDate(day.isoformat()[:n]), days, st.sampled_from((4, 7, 10)))


def agreements(dates):
    return st.fixed_dictionaries(
        {
            "origin": st.just("documented"),
            "kind": st.just("framework"),
            "signed_on": st.none() | dates,
            "in_force_from": st.none() | dates,
            "in_force_until": st.none() | dates,
            "open_ended": st.booleans(),
            "extension_until": st.none() | dates,
            "notice_months": st.none() | st.integers(0, 30),
            "renewal": st.sampled_from(("none", "tacit", "tacit", "unknown")),
            "renewal_months": st.none() | st.integers(1, 40),
        }
    ).map(_in_order)


def _in_order(agreement):
    """The same agreement, with the ends it may have: none is before its start."""
    start, until = agreement["in_force_from"] or agreement["signed_on"], agreement["in_force_until"]
    if start and until and until.is_before(start):
        agreement["in_force_from"], agreement["in_force_until"] = until, start
    return agreement


def addenda(dates, max_size=4):
    addendum = st.fixed_dictionaries(
        {
            "origin": st.just("documented"),
            "kind": st.just("addendum"),
            "addendum_kind": st.sampled_from(ADDENDUM_KINDS),
            "effective_on": dates,
            "new_until": st.none() | dates,
        }
    )
    coded = st.lists(addendum, max_size=max_size)
    return coded.map(lambda found: [a | {"code": f"OAE-C-000{i}"} for i, a in enumerate(found)])


def named_days(*documents):
    """The days that the dates of the documents and of their signatures name: the first and the last each can be."""
    holders = [*documents, *(one for document in documents for one in document.get("signatures") or ())]
    dates = (holder[field] for holder in holders for field in DATE_FIELDS if holder.get(field))
    return {edge for day in dates for edge in (day.earliest, day.latest)}


def days_near(*documents):
    """A day that the dates name, the one before or the one after; or, less often, any day."""
    if not (named := sorted(named_days(*documents))):
        return days
    near = st.builds(lambda day, off: day + timedelta(days=off), st.sampled_from(named), st.integers(-1, 1))
    return near | near | days
