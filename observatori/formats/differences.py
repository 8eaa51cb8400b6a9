"""What changed between two texts, word by word, as people compare two versions of a clause."""

import re
from difflib import SequenceMatcher

# A word takes the space before it along: spaces alone would match everywhere, which is slow and reads badly.
WORDS = re.compile(r"\s*\w+(?:[·’'-]\w+)*|\s*[^\w\s]|\s+")
LIMIT = 1_000_000  # pairs of words: longer texts, of three pages each, are told whole, one after the other
ALONE = 3  # words: what stays between two changes reads worse than one longer change when it is as short


def differences(before: str, after: str) -> list[dict]:
    """Return `after` as runs of ``{op, text}``, with what was taken out where it stood.

    `op` is ``same``, ``del`` or ``ins``. The runs that are not ``ins`` make `before`; those not ``del``, `after`.
    """
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) * len(new) > LIMIT and before != after:
        return [run for run in ({"op": "del", "text": before}, {"op": "ins", "text": after}) if run["text"]]
    runs: list[dict] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            _same(runs, old[a:b], is_last=b == len(old) and d == len(new))
        else:
            _add(runs, "del", "".join(old[a:b]))
            _add(runs, "ins", "".join(new[c:d]))
    return _in_pairs(runs)


def _same(runs, words, *, is_last):
    """What stays; a word or two between changes go with them."""
    text = "".join(words)
    if runs and not is_last and len(words) < ALONE and "\n" not in text:
        _add(runs, "del", text)
        _add(runs, "ins", text)
    else:
        _add(runs, "same", text)


def _add(runs, op, text):
    if text and runs and runs[-1]["op"] == op == "same":
        runs[-1]["text"] += text
    elif text:
        runs.append({"op": op, "text": text})


def _in_pairs(runs):
    """Join what stands together: all that was taken out, then all that was put in."""
    found: list[dict] = []
    pending = {"del": "", "ins": ""}
    for run in [*runs, {"op": "same", "text": ""}]:
        if run["op"] != "same":
            pending[run["op"]] += run["text"]
            continue
        space = _space_before_both(pending)
        _add(found, "same", space)
        for op in ("del", "ins"):
            _add(found, op, pending[op].removeprefix(space))
        pending = {"del": "", "ins": ""}
        _add(found, "same", run["text"])
    return found


def _space_before_both(pending):
    starts = [re.match(r"\s*", text).group() for text in pending.values()]
    return starts[0] if starts[0] == starts[1] else ""
