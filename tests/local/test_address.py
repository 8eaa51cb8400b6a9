"""Where letters point to when nobody says it: beside `make run`, to where it is."""

import pytest

from observatori.local.address import own_address


@pytest.mark.parametrize(
    ("said", "port", "address"),
    [
        (None, None, "http://127.0.0.1:8000/"),
        ("", None, "http://127.0.0.1:8000/"),
        ("http://127.0.0.1:8041/", None, "http://127.0.0.1:8041/"),
        ("http://127.0.0.1:8041/", 8042, "http://127.0.0.1:8042/"),
    ],
)
def test_a_port_that_is_asked_for_counts_before_where_run_was_last(tmp_path, said, port, address):
    told = tmp_path / "run.lock"
    if said is not None:
        told.write_text(said)

    assert own_address(told=told, port=port) == address
