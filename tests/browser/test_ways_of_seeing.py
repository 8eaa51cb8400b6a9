"""Pages for who sees them otherwise: forced colours, no motion, wider text (WCAG 2.2, 1.4.12), targets (2.5.8)."""

import pytest

from tests.addresses import PAGES, REFUSED
from tests.browser.conftest import scrolls_sideways
from tests.browser.visiting import Visitor

pytestmark = pytest.mark.django_db  # only reads: the rows of the sample stand outside its transaction
KEY = {
    "home": ("anonymous", ""),
    "list": ("anonymous", "aliances/"),
    "record": ("anonymous", "aliances/<slug:slug>/ model_alliance"),
    "agreement": ("anonymous", "convenis/<slug:code>/?at=2026-10-01 model_agreement"),
    "guide": ("anonymous", "aprenentatges/"),
    "search": ("anonymous", "cerca/?q=laboratori"),
    "form": ("editor", "tauler/<slug:organisation>/convenis/<slug:code>/<slug:step>/ room-agreement_draft-=text"),
    "refused form": ("curator", "components/formulari/"),
    "workspace": ("editor", "tauler/<slug:organisation>/ room"),
    "queue": ("curator", "curadoria/"),
    "review": ("curator", "curadoria/<slug:code>/ alliance_in_review"),
}  # fmt: skip
# Through the object model: the policy of the pages lets no style in.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets.push(sheet);
}"""
CUT = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const { overflowX, overflowY, webkitLineClamp } = getComputedStyle(one);
  if (webkitLineClamp !== "none") return false;  // a teaser is cut at any width: the whole is one press away
  if (one.closest(".visually-hidden, svg, [hidden]") || !one.checkVisibility() || !one.textContent.trim()) return false;
  const hides = (way) => way === "hidden" || way === "clip";
  return (hides(overflowX) && one.scrollWidth > one.clientWidth + 1)
    || (hides(overflowY) && one.scrollHeight > one.clientHeight + 1);
}).map((one) => one.tagName + "." + one.getAttribute("class"))"""
MOVING = """() => [...document.querySelectorAll("*")].flatMap((one) => ["", "::before", "::after"].map((part) => {
  const { transitionDuration, animationDuration, animationName } = getComputedStyle(one, part || null);
  const seconds = Math.max(...transitionDuration.split(",").map(parseFloat),
    animationName === "none" ? 0 : parseFloat(animationDuration));
  return seconds > 0.01 ? one.tagName + "." + one.getAttribute("class") + part : "";
})).filter(Boolean)"""
# What a button is told by, where its background is the system’s: an edge.
EDGELESS = """() => [...document.querySelectorAll("button, .button, input, select, textarea")]
  .filter((one) => one.checkVisibility() && !one.closest(".visually-hidden") && one.type !== "hidden")
  .filter((one) => !["checkbox", "radio", "file"].includes(one.type))
  .filter((one) => {
    const { borderBlockEndStyle, borderBlockEndWidth, textDecorationLine } = getComputedStyle(one);
    return (borderBlockEndStyle === "none" || parseFloat(borderBlockEndWidth) < 1) && textDecorationLine === "none";
  }).map((one) => one.tagName + "." + one.getAttribute("class") + " " + one.textContent.trim().slice(0, 20))"""
SMALL = """() => [...document.querySelectorAll("button, .button, input, select, textarea, summary, [role=option]")]
  .filter((one) => one.checkVisibility() && one.type !== "hidden" && !one.closest(".visually-hidden"))
  .filter((one) => {
    const aimed = ["checkbox", "radio"].includes(one.type) && one.labels?.[0] ? one.labels[0] : one;
    const { width, height } = aimed.getBoundingClientRect();
    return Math.round(width) < 24 || Math.round(height) < 24;
  }).map((one) => one.tagName + "." + one.getAttribute("class") + " " + one.textContent.trim().slice(0, 20))"""


@pytest.fixture(scope="module")
def catalogue(sample):
    """The live server serves the sample."""
    return sample


@pytest.fixture(scope="module")
def visitors(browser, site, catalogue):
    found = {
        reader: Visitor(browser, site, catalogue, reader) for reader in ("anonymous", "editor", "curator")
    }
    yield found
    for visitor in found.values():
        visitor.context.close()


@pytest.fixture(params=KEY)
def page(request, visitors):
    """A key page, just opened."""
    reader, words = KEY[request.param]
    (visited,) = (one for one in [*PAGES, *REFUSED] if str(one) == (words or "/"))
    visitors[reader].page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    visitors[reader].looks(1280, "light")
    visitors[reader].opens(visited, "ca")
    return visitors[reader].page


def test_wider_text_is_neither_cut_nor_pushed_out(page):
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        drawings = page.evaluate(CUT)
        page.evaluate(SPACED)

        assert page.evaluate(CUT) == drawings, width
        assert not scrolls_sideways(page), width
        page.evaluate("document.adoptedStyleSheets.pop()")


def test_nothing_moves_for_who_wants_no_motion(page):
    page.emulate_media(reduced_motion="reduce")

    assert page.evaluate(MOVING) == []


def test_with_forced_colours_what_can_be_pressed_has_an_edge(page):
    page.emulate_media(forced_colors="active")

    assert page.evaluate(EDGELESS) == []


def test_targets_are_24_pixels(page):
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})

        assert page.evaluate(SMALL) == [], width
