"""Every page, for each of its readers, in every language, width and scheme: nothing that axe-core finds.

`docs/drill.md` keeps the figures of the last whole round, with what axe-core leaves for a person to judge.
"""

import time
from collections import Counter, defaultdict
from itertools import product

import pytest

from tests.addresses import LANGUAGES, PAGES, REFUSED, visits
from tests.browser.visiting import COMBINATIONS, SCHEMES, WIDTHS, findings
from tests.drill.figures import table, write_figures

pytestmark = pytest.mark.django_db  # only reads: the rows of the sample stand outside its transaction
LIST = [*PAGES, *REFUSED]
VISITS = [pytest.param(page, reader, id=f"{reader}: {page}") for page, reader in visits(LIST)]


@pytest.fixture(scope="module")
def round_():
    """What the round has seen; its figures are kept when it was a whole one."""
    seen = {"looks": 0, "violations": Counter(), "incomplete": defaultdict(set), "began": time.monotonic()}
    yield seen
    if seen["looks"] == len(VISITS) * len(COMBINATIONS):
        write_down(seen)


def write_down(seen):
    minutes = (time.monotonic() - seen["began"]) / 60
    people = len({reader for _page, reader in visits()})
    summary = (
        f"{len({page.address for page in PAGES})} addresses of the router as {len(LIST)} pages and states, "
        f"{len(VISITS)} visits of {people} readers, each in {len(COMBINATIONS)} combinations "
        f"(Catalan, Spanish, English × 320 and 1280 px × light and dark): **{seen['looks']} looks, "
        f"{sum(seen['violations'].values())} violations**, in {minutes:.0f} minutes."
    )
    left = [[rule, len(pages), min(pages)] for rule, pages in sorted(seen["incomplete"].items())]
    write_figures(
        "drill",
        "The accessibility drill",
        summary,
        "What axe-core cannot decide and leaves for a person to judge, by rule:",
        table(["Rule", "Pages", "One of them"], left) if left else "Nothing.",
    )


@pytest.mark.parametrize(("page", "reader"), VISITS)
def test_a_page_is_clean_in_every_combination(visitors, round_, page, reader):
    visitor, found = visitors[reader], []
    for language in LANGUAGES:
        visitor.opens(page, language)
        visitor.unfolds()
        if stretched := visitor.narrows():
            found.append((language, 320, "", stretched))
        for width, scheme in product(WIDTHS, SCHEMES):
            visitor.looks(width, scheme)
            told = findings(visitor.page)
            found += [(language, width, scheme, *rule) for rule in told["violations"]]
            for rule, _nodes in told["incomplete"]:
                round_["incomplete"][rule].add(str(page))
            round_["looks"] += 1
    round_["violations"].update(rule for _language, _width, _scheme, rule, *_nodes in found)

    assert not found, "\n".join(map(str, found))
