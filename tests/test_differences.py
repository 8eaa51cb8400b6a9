"""Two texts compared word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatori.formats.differences import differences

TEXTS = st.text(alphabet="abc l·’ \n.,", max_size=60)


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        ("", "", []),
        ("igual", "igual", [("same", "igual")]),
        ("dos anys", "quatre anys", [("del", "dos"), ("ins", "quatre"), ("same", " anys")]),
        ("un any", "un any més", [("same", "un any"), ("ins", " més")]),
        (
            "la col·laboració",
            "la cooperació",
            [("same", "la "), ("del", "col·laboració"), ("ins", "cooperació")],
        ),
    ],
)
def test_words_are_compared(before, after, runs):
    assert [(run["op"], run["text"]) for run in differences(before, after)] == runs


def test_a_lone_word_between_two_changes_goes_with_them():
    runs = differences("tres anys o cinc mesos de termini", "dos dies o vuit hores de termini")

    assert [run["op"] for run in runs] == ["del", "ins", "same"]


def test_texts_too_long_to_compare_are_told_one_after_the_other():
    before, after = "paraula " * 3000, "una altra " * 3000

    assert [run["op"] for run in differences(before, after)] == ["del", "ins"]


@given(TEXTS, TEXTS)
def test_both_texts_are_in_it_whole(before, after):
    runs = differences(before, after)

    assert "".join(run["text"] for run in runs if run["op"] != "ins") == before
    assert "".join(run["text"] for run in runs if run["op"] != "del") == after
