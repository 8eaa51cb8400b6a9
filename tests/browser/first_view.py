"""What a first view costs: requests, bytes as they travel, and what moves while it arrives."""

import gzip
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

PAGES = {
    "home": "/",
    "list": "/aliances/",
    "record": "/aliances/triangle-del-senglar/",
    "search": "/cerca/?q=laboratori",
}
WEIGHED = {"document", "stylesheet", "script"}
# Core Web Vitals as web.dev defines them; TBT is the time over 50 ms of each long task after the first paint.
OBSERVE = """() => {
  const seen = (window.vitals = { lcp: 0, cls: 0, long: [] });
  const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note))
    .observe({ type, buffered: true });
  watch("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
  watch("longtask", (entry) => seen.long.push([entry.startTime, entry.duration]));
}"""
TOLD = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  const blocked = vitals.long.filter(([start]) => start >= paint).map(([, duration]) => duration - 50);
  return { lcp: vitals.lcp, cls: vitals.cls, tbt: blocked.reduce((sum, over) => sum + over, 0) };
}"""


@dataclass
class FirstView:
    """The answers of one page in a browser that had never been there."""

    page: Page
    answers: list

    def weight(self) -> int:
        """Bytes of HTML, CSS and JavaScript as they travel; the proxy compresses the pages, we the rest."""
        return sum(map(_bytes, (one for one in self.answers if one.request.resource_type in WEIGHED)))

    def vitals(self) -> dict:
        """Largest Contentful Paint and Total Blocking Time in milliseconds, Cumulative Layout Shift."""
        return self.page.evaluate(TOLD)


def _bytes(answer):
    if answer.request.resource_type == "document":
        return len(gzip.compress(answer.body(), 6))
    return answer.request.sizes()["responseBodySize"]


def first_view(browser: Browser, address: str, *, width: int = 412, prepare=lambda page: None) -> FirstView:
    """Open an address with an empty cache and wait until nothing more comes; `prepare` sees the page before."""
    context = browser.new_context(viewport={"width": width, "height": 823}, locale="ca")
    page = context.new_page()
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.add_init_script(f"({OBSERVE})()")
    prepare(page)
    page.goto(address, wait_until="networkidle")
    return FirstView(page, answers)
