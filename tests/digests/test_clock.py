"""When a digest is due: at seven in the morning of Europe/Madrid, winter and summer."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from observatori.digests.clock import next_time

MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(("frequency", "after", "expected"), [
    ("daily", "2026-11-22 06:59", "2026-11-22 07:00"),
    ("daily", "2026-11-22 07:00", "2026-11-23 07:00"),
    ("weekly", "2026-11-22 12:00", "2026-11-23 07:00"),  # a Sunday
    ("weekly", "2026-11-23 06:00", "2026-11-23 07:00"),
    ("weekly", "2026-11-23 07:00", "2026-11-30 07:00"),
    ("monthly", "2026-11-01 06:00", "2026-11-01 07:00"),
    ("monthly", "2026-11-01 08:00", "2026-12-01 07:00"),
    ("monthly", "2026-12-31 23:00", "2027-01-01 07:00"),
    ("monthly", "2027-01-31 12:00", "2027-02-01 07:00"),
    ("daily", "2026-10-24 08:00", "2026-10-25 07:00"),  # the night clocks go back
    ("daily", "2027-03-27 08:00", "2027-03-28 07:00"),  # and forward
])  # fmt: skip
def test_a_digest_is_due_at_seven(frequency, after, expected):
    found = next_time(frequency, datetime.fromisoformat(after).replace(tzinfo=MADRID))

    assert found.astimezone(MADRID).replace(tzinfo=None) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(("monday", "hours"), [("2026-10-19", 169), ("2027-03-22", 167), ("2026-11-09", 168)])
def test_a_week_is_as_long_as_the_clock_makes_it(monday, hours):
    start = datetime.fromisoformat(f"{monday} 07:00").replace(tzinfo=MADRID)

    assert (
        next_time("weekly", start).timestamp() - start.timestamp() == timedelta(hours=hours).total_seconds()
    )


def test_at_once_is_always_due():
    now = datetime(2026, 11, 22, tzinfo=MADRID)

    assert next_time("instant", now) == now
