"""How fast a first view feels on a slow phone: printed, and kept in `docs/bench.md`; nothing fails here.

The profile is that of Lighthouse’s mobile run: a processor four times slower, 1.6 Mbit/s, 150 ms to the server.
"""

from statistics import median

from tests.browser.first_view import PAGES, first_view
from tests.drill.figures import table, write_figures

TARGETS = {"lcp": 1500, "cls": 0.02, "tbt": 200}  # milliseconds, a share of the window, milliseconds
ROUNDS = 5
SLOWER, BITS, LATENCY = 4, 1_600_000, 150


def slow_down(page):
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.send("Network.enable")
    line = {"downloadThroughput": BITS / 8, "uploadThroughput": BITS / 2 / 8, "latency": LATENCY}
    session.send("Network.emulateNetworkConditions", {"offline": False, **line})


def vitals_of(browser, address):
    """The middle figure of some first views, with the weight and requests of the last."""
    rounds = []
    for _ in range(ROUNDS):
        seen = first_view(browser, address, prepare=slow_down)
        rounds.append(seen.vitals())
        weight, requests = seen.weight(), len(seen.answers)
        seen.page.context.close()
    return {name: median(one[name] for one in rounds) for name in TARGETS} | {
        "weight": weight,
        "requests": requests,
    }


def test_first_views_on_a_slow_phone(browser, platform, capsys):
    rows = []
    for name, path in PAGES.items():
        found = vitals_of(browser, platform + path)
        missed = [each.upper() for each, target in TARGETS.items() if found[each] > target]
        rows.append(
            [
                name,
                f"{found['lcp']:.0f}",
                f"{found['cls']:.3f}",
                f"{found['tbt']:.0f}",
                f"{found['weight'] / 1000:.0f}",
                found["requests"],
                " ".join(missed) or "all met",
            ]
        )
    head = ["Page", "LCP (ms)", "CLS", "TBT (ms)", "HTML, CSS, JS (KB)", "Requests", "Over the target"]
    figures = table(head, rows)
    write_figures(
        "bench",
        "Speed on a slow phone",
        f"First views in Chromium with an empty cache, a processor {SLOWER} times slower, "
        f"{BITS / 1_000_000} Mbit/s and {LATENCY} ms to the server; the median of {ROUNDS}. The platform is the one "
        "`make run` starts, on the same machine as the browser, without the proxy that compresses pages in production.",
        f"Targets: LCP ≤ {TARGETS['lcp']} ms, CLS ≤ {TARGETS['cls']}, TBT ≤ {TARGETS['tbt']} ms.",
        figures,
    )
    with capsys.disabled():
        print(f"\n{figures}")  # noqa: T201 - what the command is for
