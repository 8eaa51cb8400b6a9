"""Hands that only have a keyboard: whatever they reach is seen, has a ring, and lets them go on."""

from dataclasses import dataclass

from playwright.sync_api import Locator

from tests.browser.states import assert_clean, kind_of
from tests.browser.visiting import Visitor

MOST = 150  # stops of the Tab key on one page
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const { top, bottom, width, height } = one.getBoundingClientRect();
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return {
    name: one.outerHTML.slice(0, 120),
    seen: width > 1 && height > 1 && bottom > 0 && top < innerHeight && one.checkVisibility(),
    ring: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
  };
}"""


@dataclass
class Hands:
    """A visitor without a mouse. Every kind of page it comes to is looked at by axe-core."""

    visitor: Visitor

    def __post_init__(self):
        self.page, self.looked_at = self.visitor.page, set()
        self.visitor.looks(1280, "light")

    def comes_to(self, path: str) -> None:
        """Type an address, as anybody may."""
        assert self.page.goto(path).ok, path
        self._looks()

    def reaches(self, wanted: Locator) -> None:
        """Press Tab until what is wanted has the focus; every stop on the way is seen and has a ring."""
        wanted.wait_for(state="attached")
        left = 0
        for _ in range(MOST):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUS)
            left += focus is None  # the browser’s own bar, after the last stop of the page
            assert left < 2, f"No s’hi arriba amb el tabulador: {wanted}"
            assert focus is None or (focus["seen"] and focus["ring"]), focus
        raise AssertionError(f"{MOST} tabuladors no arriben a {wanted}: {self.page.evaluate(FOCUS)}")

    def types(self, name: str, text: str) -> None:
        """Type into the field of this name, over what it says."""
        self.reaches(self.page.locator(f"main [name='{name}']:not([type=hidden])").first)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def takes(self, name: str, text: str) -> None:
        """Type part of a name and take the first suggestion with the arrow and Enter."""
        self.types(name, text)
        box = self.page.locator(f"main [name='{name}']").first
        self.page.locator("[aria-expanded=true]:focus").wait_for()
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")
        assert box.get_attribute("aria-expanded") == "false"
        assert box.evaluate("one => one === document.activeElement")

    def swaps(self, button: str) -> None:
        """Press a button that changes a part of the page: the focus is not lost."""
        self.reaches(self.page.locator("main").get_by_role("button", name=button, exact=True).first)
        with self.page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
            self.page.keyboard.press("Space")
        self.page.locator(".htmx-request, .htmx-settling").first.wait_for(state="detached")
        assert self.page.evaluate(FOCUS), f"«{button}» deixa el focus al no-res"

    def presses(self, button: str) -> None:
        self._enters(self.page.locator("main").get_by_role("button", name=button, exact=True).first)

    def follows(self, link: str) -> None:
        self._enters(self.page.locator("main").get_by_role("link", name=link, exact=True).first)

    def _enters(self, wanted):
        self.reaches(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self._looks()

    def _looks(self):
        kind = kind_of(self.page)
        if kind not in self.looked_at:
            self.looked_at.add(kind)
            assert_clean(self.page)
