"""Looking at every page as its readers do: one browser context per reader, and axe-core at each combination."""

import zlib
from dataclasses import dataclass
from itertools import product

from django.conf import settings
from playwright.sync_api import Browser, Page

from tests import addresses
from tests.browser.conftest import MILLISECONDS, bring_axe, scrolls_sideways
from tests.sample import Sample

WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")
COMBINATIONS = tuple(product(addresses.LANGUAGES, WIDTHS, SCHEMES))
# The rules of WCAG 2.2 are off unless asked for.
RUN = """async () => {
  const rules = { "target-size": { enabled: true } };
  const found = await axe.run({ rules, resultTypes: ["violations", "incomplete"] });
  const told = (rules) => rules.map((rule) => [rule.id, rule.nodes.map((node) => node.target.join(" "))]);
  return { violations: told(found.violations), incomplete: told(found.incomplete) };
}"""


def combination_of(words: str) -> tuple[str, int, str]:
    """The language, width and scheme that these words fall on."""
    return _falls_on(words, COMBINATIONS)


def a_reader_of(page: addresses.Page) -> str:
    """One of the readers of a page."""
    return _falls_on(str(page), page.readers)


def _falls_on(words, choices):
    """One of the choices, always the same for the same words."""
    return choices[zlib.crc32(words.encode()) % len(choices)]


def findings(page: Page) -> dict:
    """What axe-core says of the page: `violations`, and `incomplete` for what a person has to judge."""
    bring_axe(page)
    return page.evaluate(RUN)


@dataclass
class Visitor:
    """A reader at a browser of her own; `complaints` are what its console said."""

    browser: Browser
    site: str
    sample: Sample
    reader: str

    def __post_init__(self):
        self.complaints = []
        self.context = self.browser.new_context(base_url=self.site, locale="ca", reduced_motion="reduce")
        if session := self.sample.sessions.get(self.reader):
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.site}
            self.context.add_cookies([cookie])
        self.page = self.context.new_page()
        self.page.set_default_timeout(MILLISECONDS)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def opens(self, visited: addresses.Page, language: str) -> None:
        """Open a page of the list; fail where it is another one that answers."""
        self.complaints.clear()
        path = visited.path(self.sample.values, language)
        answer = self.page.goto(path)
        assert answer.status == visited.status, f"{path}: {answer.status}"
        assert visited.lands or self.page.url == self.site + path, f"{path} porta a {self.page.url}"

    def looks(self, width: int, scheme: str) -> None:
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(color_scheme=scheme)

    def unfolds(self) -> None:
        """Open whatever is folded: what is not shown is not judged."""
        self.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")

    def narrows(self) -> str:
        """Where the page is wider than a window of 320 px (WCAG 2.2, 1.4.10): what sticks out of it."""
        self.page.set_viewport_size({"width": 320, "height": 800})
        return self.page.evaluate(WIDEST) if scrolls_sideways(self.page) else ""


WIDEST = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.tagName + "." + one.className).slice(-3).join(" < ")"""
