"""How long the text of a large agreement takes: printed, and kept in `docs/bench-text.md`; nothing fails here.

The yardstick is the time this machine needs to write the same documents as JSON: a figure in milliseconds says
something of the machine, a ratio to the yardstick of the code.
"""

import json
from datetime import date, timedelta
from statistics import median
from time import perf_counter

from alliances.consolidation import consolidated_text
from alliances.fingerprint import fingerprint
from alliances.pages.text import sections
from alliances.readings import Reading
from alliances.term import status
from alliances.text.comparison import comparison
from tests.drill.figures import table, write_figures

TARGET = 20  # milliseconds, for the consolidated text
PARTS, ADDENDA, CHANGES, ROUNDS = 200, 60, 6, 15
START, AT = date(2020, 1, 1), date(2026, 1, 1)
CLAUSE = (
    "Les parts acorden que el servei es presta els dies feiners de vuit a vuit, amb els mitjans que hi consten. "
    * 6
)


def large_agreement():
    """200 parts of about a hundred words, and 60 addenda of six changes each: they rewrite, put in and take out."""
    parts = [
        {"key": f"p{i}", "section": "clauses", "label": f"{i}a", "heading": "Títol", "text": f"{i}. {CLAUSE}"}
        for i in range(PARTS)
    ]
    common = {
        "origin": "documented",
        "parties": [{"code": "OAE-O-0001", "slug": "a", "name": "A"}],
        "commitments": [],
    }
    agreement = common | {
        "code": "OAE-C-0001", "title": "Conveni", "kind": "framework", "in_force_from": START.isoformat(),
        "in_force_until": "2027-12-31", "open_ended": False, "notice_months": 3, "renewal": "tacit", "parts": parts,
    }  # fmt: skip
    return agreement, [
        common | {
            "code": f"OAE-C-{n + 2:04}", "title": f"Addenda {n}", "kind": "addendum", "addendum_kind": "amendment",
            "new_until": None, "effective_on": (START + timedelta(days=30 * (n + 1))).isoformat(),
            "changes": [_change(n, i) for i in range(CHANGES)],
        }
        for n in range(ADDENDA)
    ]  # fmt: skip


def _change(n, i):
    target, words = f"p{(n * CHANGES + i) * 7 % PARTS}", {"label": "", "heading": ""}
    if i == 4:
        return words | {"op": "insert_after", "target": target, "key": f"n{n}", "text": CLAUSE}
    if i == 5 and n:
        return words | {"op": "delete", "target": f"n{n - 1}", "key": "", "text": ""}
    return words | {
        "op": "replace",
        "target": target,
        "key": "",
        "text": f"{n}. {CLAUSE} Es revisa cada {i + 2} anys.",
    }


def milliseconds(deed):
    """The middle of some rounds, the first one left out."""
    times = []
    for _ in range(ROUNDS + 1):
        began = perf_counter()
        deed()
        times.append((perf_counter() - began) * 1000)
    return median(times[1:])


def test_a_large_agreement(capsys):
    agreement, addenda = large_agreement()
    assert len(consolidated_text(agreement, addenda, AT).parts) > PARTS

    def reading(day=AT):
        return Reading(agreement, tuple(addenda), day)

    deeds = {
        "consolidated text": lambda: consolidated_text(agreement, addenda, AT),
        "state and dates": lambda: status(agreement, addenda, AT),
        "fingerprint": lambda: fingerprint(agreement, addenda, AT),
        "text of the page, with what changed in each part": lambda: sections(reading()),
        "comparison of the first day and the last": lambda: comparison(reading(START), reading()),
    }
    yardstick = milliseconds(lambda: json.dumps([agreement, addenda]))
    found = {name: milliseconds(deed) for name, deed in deeds.items()}
    rows = [[name, f"{time:.1f}", f"{time / yardstick:.1f}"] for name, time in found.items()]
    figures = table(["What", "ms", "times the yardstick"], rows)
    is_met = "met" if found["consolidated text"] <= TARGET else "missed"
    write_figures(
        "bench-text",
        "The text of a large agreement",
        f"{PARTS} parts and {ADDENDA} addenda of {CHANGES} changes each, all in effect; the median of {ROUNDS}. The "
        f"yardstick is writing the same documents as JSON: {yardstick:.1f} ms.",
        f"Target: consolidated text ≤ {TARGET} ms: {is_met}.",
        figures,
        command="bench",
    )
    with capsys.disabled():
        print(f"\n{figures}")  # noqa: T201 - what the command is for
