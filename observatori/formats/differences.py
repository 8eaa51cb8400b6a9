"""What changed between two texts, word by word, as people compare two versions of a clause."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice

# A word takes the space before it along: spaces alone would match everywhere, which is slow and reads badly.
WORDS = re.compile(r"\s*\w+(?:[·’'-]\w+)*|\s*[^\w\s]|\s+")
BETWEEN_SENTENCES = re.compile(r"(?<=[.;:!?])(?=\s)|(?=\n)")
LIMIT = 1_000_000  # pairs of words: what is longer, of three pages each, is told whole, one after the other
ALONE = 3  # words: what stays between two changes reads worse than one longer change when it is as short


def differences(before: str, after: str) -> list[dict]:
    """Return `after` as runs of ``{op, text}``, with what was taken out where it stood.

    `op` is ``same``, ``del`` or ``ins``. The runs that are not ``ins`` make `before`; those not ``del``, `after`.
    """
    if before == after:
        return [{"op": "same", "text": after}] if after else []
    runs: list[dict] = []
    stretches = _stretches(before, after)
    for number, (stays, old, new) in enumerate(stretches, 1):
        if stays:
            _same(runs, new, is_last=number == len(stretches))
        else:
            _add(runs, "del", old)
            _add(runs, "ins", new)
    return _in_pairs(runs)


def _stretches(before, after) -> list[tuple[bool, str, str]]:
    """What stays and what changes, in order: whether it stays, and how it reads before and after.

    Sentences are compared first, and words only in those that differ: most of a clause stays as it was.
    """
    found: list[tuple[bool, str, str]] = []
    for stays, old, new in _opcodes(BETWEEN_SENTENCES.split(before), BETWEEN_SENTENCES.split(after)):
        inner = [(stays, old, new)] if stays else _by_word(old, new)
        for one in inner:
            if found and found[-1][0] and one[0]:
                found[-1] = (True, found[-1][1] + one[1], found[-1][2] + one[2])
            else:
                found.append(one)
    return found


def _by_word(before, after):
    old, new = WORDS.findall(before), WORDS.findall(after)
    return _opcodes(old, new) if len(old) * len(new) <= LIMIT else [(False, before, after)]


def _opcodes(old, new) -> Iterator[tuple[bool, str, str]]:
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield op == "equal", "".join(old[a:b]), "".join(new[c:d])


def _same(runs, text, *, is_last):
    """What stays; a word or two between changes go with them."""
    if runs and not is_last and "\n" not in text and _is_short(text):
        _add(runs, "del", text)
        _add(runs, "ins", text)
    else:
        _add(runs, "same", text)


def _is_short(text):
    return len(list(islice(WORDS.finditer(text), ALONE))) < ALONE


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
