"""Writing in the live editor of a section, and what one may expect to see there."""

import re

from playwright.sync_api import expect

from tests.config.server import until

TEXT = "#section-live [role=textbox]"
SAVED = "[data-live-state=saved]"
OFFLINE = "[data-live-state=offline]"
CLOSED = "[data-live-closed]"
UPDATE = b"\x00\x02"
LATER = 20_000  # milliseconds; a server that comes back, a look at the log

# Types a word of its own number every moment, with pauses in which all may be saved, until the
# text is closed.
KEEP_TYPING = """(word) => {
  const place = document.querySelector("#section-live [role=textbox]");
  window.typed ??= [];
  window.thisTime = 0;
  let ticks = 0;
  const tick = () => {
    if (place.getAttribute("aria-readonly") === "true") return clearInterval(window.typing);
    ticks += 1;
    if (ticks % 25 >= 8) return;
    place.focus();
    document.execCommand("insertText", false, ` ${word}${window.thisTime}`);
    window.typed.push(`${word}${window.thisTime}`);
    window.thisTime += 1;
  };
  place.focus();
  const end = document.createRange();
  end.selectNodeContents(place.lastElementChild);
  end.collapse(false);
  getSelection().removeAllRanges();
  getSelection().addRange(end);
  window.typing = setInterval(tick, 80);
}"""


def enter(page, address):
    """Open a section, and wait until its live editor is there."""
    page.goto(address)
    text = page.locator(TEXT)
    text.wait_for(state="attached")
    if not text.is_visible():
        page.locator(".more-words > summary").click()
    expect(page.locator(SAVED)).to_be_visible(timeout=LATER)


def words(page):
    """The text as the editor shows it."""
    lines = page.locator(TEXT).locator(".cm-line")
    return lines.evaluate_all("lines => lines.map((line) => line.textContent).join('\\n')")


def write(page, text, *, at="End"):
    page.locator(TEXT).click()
    page.keyboard.press(f"Control+{at}")
    page.keyboard.type(text)


def hold_words(page):
    """A network that lets everything through but what is written, while the list has something."""
    held = []

    def join(socket):
        server = socket.connect_to_server()
        socket.on_message(lambda message: held and message[:2] == UPDATE or server.send(message))

    page.route_web_socket("**/live/**", join)
    return held


def expect_saved(*pages):
    for page in pages:
        expect(page.locator(SAVED)).to_be_visible(timeout=LATER)


def expect_words(pages, *texts):
    """Every page shows these words, all pages the same ones, and all is saved."""
    for page in pages:
        for text in texts:
            expect(page.locator(TEXT)).to_contain_text(text, timeout=LATER)
    expect_saved(*pages)
    assert until(lambda: len({words(page) for page in pages}) == 1), [words(one) for one in pages]


def keep_typing(page, word):
    """Let the page type by itself at the end: word0, word1 … until it is stopped or closed."""
    page.evaluate(KEEP_TYPING, word)


def stop_typing(page):
    """Everything that the page typed by itself, in order."""
    return page.evaluate("() => { clearInterval(window.typing); return window.typed; }")


def typed(page, count):
    """Wait until the page typed so many words more by itself."""
    page.evaluate("window.wanted = window.thisTime")
    page.wait_for_function("count => window.thisTime >= window.wanted + count", arg=count)


def expect_closed(page, *sentences):
    """The page says why it takes no more, and it takes no more."""
    for sentence in sentences:
        expect(page.locator(CLOSED)).to_contain_text(re.compile(sentence), timeout=LATER)
    expect(page.locator(CLOSED)).to_have_attribute("role", "alert")
    expect(page.locator(TEXT)).to_have_attribute("aria-readonly", "true")
