"""The main job, hand by hand, as four people do it in their browsers: register, curate, find, hear of it.

Each function is what one person does on one page; the test says in which order.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.browser.conftest import MILLISECONDS
from tests.browser.states import assert_clean, kind_of

PASSWORD = "una contrasenya ben llarga"
ROW = re.compile(r"_(\d+)_")  # parts_0_text is the field «parts-0-text»
LINK = re.compile(r"https?://\S+")


@dataclass
class Person:
    """Somebody with a browser of her own. Each kind of page that a button or a link leaves her is looked at once."""

    browser: Browser
    address: str

    def __post_init__(self):
        self.complaints, self.looked_at = [], set()
        context = self.browser.new_context(base_url=self.address, locale="ca")
        self.page: Page = context.new_page()
        self.page.set_default_timeout(MILLISECONDS)
        self.page.on("console", lambda message: self.complaints.append(f"{self.page.url}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def goes(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer.ok, f"{path}: {answer.status}"

    def fills(self, **values: str) -> None:
        """Fill the fields of these names: text boxes, or the options of a select."""
        for name, value in values.items():
            named = ROW.sub(r"-\1-", name)
            field = self.page.locator(f"main [name='{named}']:not([type=hidden])").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def presses(self, words: str, exact: bool = True) -> None:
        self._lands(self.page.locator("main").get_by_role("button", name=words, exact=exact).first)

    def follows(self, words: str) -> None:
        self._lands(self.page.locator("main").get_by_role("link", name=words).first)

    def _lands(self, pressed):
        with self.page.expect_navigation():
            pressed.click()
        self.looks()

    def looks(self) -> None:
        """Look at the page, unless one of its kind was looked at before."""
        kind = kind_of(self.page)
        if kind not in self.looked_at:
            self.looked_at.add(kind)
            assert_clean(self.page)

    def reads(self, words: str) -> None:
        self.page.locator("main").get_by_text(words).first.wait_for()

    def logs_in(self, email: str, password: str) -> None:
        self.goes("/compte/entrar/")
        self.fills(login=email, password=password)
        self.presses("Entra")


def link_in(letter, part: str) -> str:
    """Return the first address in the text of a letter that has `part` in it."""
    text = letter.get_body(("plain",)).get_content()
    return next(link for link in LINK.findall(text) if part in link)
