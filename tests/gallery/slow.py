"""``python -m tests.gallery.slow``: the draft on a slow connection, as a table.

A fresh demo on the production server; a signed-in member opens a section with an empty cache,
through Chromium's own narrow network. Seconds from the first request: until something is on
the screen, until one can type, until the live editor has taken over with the text.
"""

import gzip
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.installation import BASE_DIR, Installation

PLACE = "/postmortems/2/draft/summary/"
BUNDLE = BASE_DIR / "static" / "vendor" / "editor.min.js"
# name: (bits a second, milliseconds there and back)
NETWORKS = {
    "1.6 Mbit/s, 150 ms": (1_600_000, 150),
    "400 kbit/s, 400 ms": (400_000, 400),
}
TIMES = 3
MOST = 120_000  # milliseconds
# Set before the page's own scripts: when the places to type in came.
WATCH = """
window.came = {};
const look = () => {
  const now = performance.now();
  const text = document.getElementById("section-text");
  if (text && text.offsetParent && !text.readOnly) window.came.text ??= now;
  if (document.querySelector("#section-live [role=textbox]")) window.came.live ??= now;
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def measure(browser, address, bits, delay):
    """One visit with an empty cache: seconds of paint, text and live editor, and bytes."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/account/login/")
    page.get_by_role("button", name="Maya Reyes").click()
    page.wait_for_url("**/")
    page.goto("about:blank")
    page.add_init_script(WATCH)
    wire, received = context.new_cdp_session(page), []
    wire.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    wire.on(
        "Network.webSocketFrameReceived",
        lambda told: received.append(len(told["response"]["payloadData"]) * 3 // 4),
    )
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    conditions = {"downloadThroughput": bits / 8, "uploadThroughput": bits / 8}
    wire.send(
        "Network.emulateNetworkConditions", {"offline": False, "latency": delay, **conditions}
    )
    page.goto(PLACE, wait_until="commit", timeout=MOST)
    page.wait_for_function("() => window.came.live", timeout=MOST)
    came, painted = page.evaluate("window.came"), page.evaluate(PAINTED)
    context.close()
    return painted / 1000, came["text"] / 1000, came["live"] / 1000, sum(received)


def row(name, visits):
    """The middle of several visits."""
    paint, text, live, size = (sorted(one)[len(visits) // 2] for one in zip(*visits, strict=True))
    return f"| {name} | {paint:.1f} | {text:.1f} | {live:.1f} | {size / 1000:.0f} |"


def main():
    raw = BUNDLE.read_bytes()
    print(f"The editor's bundle: {len(raw) / 1000:.0f} KB, gzipped {zipped(raw) / 1000:.0f} KB.\n")
    print("| network | on the screen (s) | one can type (s) | written together (s) | KB |")
    print("|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory(prefix="afterword-slow-") as folder:
        with Installation(Path(folder)) as running, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for name, (bits, delay) in NETWORKS.items():
                visits = [measure(browser, running.address, bits, delay) for _ in range(TIMES)]
                print(row(name, visits), flush=True)
            browser.close()


def zipped(content):
    return len(gzip.compress(content, 9))


if __name__ == "__main__":
    main()
