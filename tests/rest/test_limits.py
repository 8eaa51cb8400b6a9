"""How often a caller may ask, and who the caller is."""

import pytest
import time_machine

from observatori.rest.limits import address_of, within_limit


def test_each_caller_has_a_limit_of_her_own_for_each_thing():
    assert [within_limit("mail", "a", limit=2, seconds=60) for _ in range(3)] == [True, True, False]
    assert within_limit("mail", "b", limit=2, seconds=60)
    assert within_limit("other", "a", limit=2, seconds=60)


def test_the_limit_starts_again_when_its_time_is_over():
    with time_machine.travel("2026-11-22 10:00") as clock:
        assert [within_limit("mail", "a", limit=1, seconds=60) for _ in range(2)] == [True, False]
        clock.shift(61)
        assert within_limit("mail", "a", limit=1, seconds=60)


@pytest.mark.parametrize(("proxies", "forwarded", "address"), [
    (0, "198.51.100.7", "127.0.0.1"),
    (1, "198.51.100.7", "198.51.100.7"),
    (1, "made-up, 198.51.100.7", "198.51.100.7"),
    (1, "", "127.0.0.1"),
    (2, "198.51.100.7", "127.0.0.1"),
    (2, "made-up, 198.51.100.7, 203.0.113.1", "198.51.100.7"),
])  # fmt: skip
def test_only_our_own_proxies_say_where_a_request_comes_from(rf, settings, proxies, forwarded, address):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}

    assert address_of(rf.get("/", headers={"x-forwarded-for": forwarded})) == address
