"""Looking at a page as it stands in the middle of a job: a refused form, an open list, a dialog, a conflict."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.visiting import WIDEST, WIDTHS, findings, scrolls_sideways

NAMED = re.compile(r"OAE-\w-\d+|[\w-]{20,}|\d+")  # a code, a secret, a number
STILL = """() => document.getAnimations()
  .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime)).forEach((one) => one.finish())"""
SCHEMES = ("light", "dark")  # of each of `WIDTHS`


def assert_clean(page: Page) -> None:
    """Fail on what axe-core finds at each width, and on what sticks out of a window of 320 px (WCAG 2.2, 1.4.10).

    What is open stays so, and the window is left as it was.
    """
    size = page.viewport_size
    for width, scheme in zip(WIDTHS, SCHEMES, strict=True):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(STILL)
        seen = f"{page.url}, {width} px, {scheme}"
        assert findings(page)["violations"] == [], seen
        assert not scrolls_sideways(page), f"{seen}: {page.evaluate(WIDEST)}"
    page.emulate_media(color_scheme="null")
    page.set_viewport_size(size)


def kind_of(page: Page) -> tuple[str, bool]:
    """What tells one state from another: the address without its names, and whether something was refused."""
    path = NAMED.sub("…", urlsplit(page.url).path)
    return path, bool(page.locator("#resum-errors, [role=alert]").count())
