"""The page of an experience: what changed is drawn from the very figures of its table."""

import pytest

from experiences.pages import changes, result_table


def result(
    indicator="Morts a casa", *, baseline=34.0, value=61.0, unit="%", status="measured", period="2025"
):
    return {
        "indicator": indicator,
        "baseline": baseline,
        "value": value,
        "unit": unit,
        "status": status,
        "period": period,
    }


def drawn(*results):
    return [
        (change["indicator"], [(bar["label"], bar["words"], bar["width"]) for bar in change["bars"]])
        for change in changes({"results": results})
    ]


def test_a_percentage_is_drawn_against_the_whole():
    assert drawn(result()) == [
        (
            "Morts a casa",
            [("Abans", "34\N{NO-BREAK SPACE}%", "34%"), ("Després", "61\N{NO-BREAK SPACE}%", "61%")],
        )
    ]


def test_other_figures_are_drawn_against_the_greater():
    ((_, bars),) = drawn(result("Visites", baseline=1.6, value=0.8, unit="visites"))

    assert [width for _label, _words, width in bars] == ["100%", "50%"]


def test_a_percentage_past_the_whole_has_a_scale_of_its_own():
    ((_, bars),) = drawn(result(baseline=100.0, value=200.0))

    assert [width for _label, _words, width in bars] == ["50%", "100%"]


@pytest.mark.parametrize(
    "facts", [{"baseline": None}, {"value": None}, {"value": -3.0}, {"baseline": "pocs"}]
)
def test_what_cannot_be_compared_is_not_drawn(facts):
    assert drawn(result(**facts)) == []


def test_a_forecast_says_so_beside_its_bar():
    ((_, bars),) = drawn(result(status="forecast"))

    assert [label for label, _words, _width in bars] == ["Abans", "Després (previst)"]


def test_the_bars_say_what_the_table_says():
    results = [result(), result("Visites", baseline=1.9, value=0.8, unit="visites")]

    rows = result_table({"results": results})["rows"]

    assert [[words for _l, words, _w in bars] for _, bars in drawn(*results)] == [
        [row[1]["text"], row[2]["text"]] for row in rows
    ]
