"""A newcomer's first draft: from an installation in which nothing is, to ready for review.

Ready means that of all that *Mark reviewed* asks for, only what a review brings is open. What is
pressed is counted and held here; seconds depend on the machine, and are only printed (``-s``
shows them; docs/performance.md keeps a dated reading). Letters of words are counted apart.
"""

import time

import pytest
from playwright.sync_api import expect

from tests.config.server import until

from .counted import CountedFinger, CountedKeyboard, CountedMouse
from .installation import Installation
from .person import UNSETTLED, Person

# The database is asked for nothing here that other journeys do not ask of each.
pytestmark = pytest.mark.same_on_every_database

PASSWORD = "a-long-walk-by-the-river"
WHO = ("--email", "ines@example.com", "--name", "Ines Falk")
PHONE = {"viewport": (360, 780), "has_touch": True, "is_mobile": True}
WAYS = {
    "mouse": (CountedMouse, {"viewport": (1440, 900)}, 48),
    "keyboard": (CountedKeyboard, {"viewport": (1440, 900)}, 230),
    "phone": (CountedFinger, PHONE, 48),
}
# What a draft cannot bring by itself: somebody else, and a meeting with them.
OF_THE_REVIEW = (
    "No review meeting is scheduled.",
    "It has no facilitator.",
    "Nobody who was involved is marked present.",
    "Nobody who was not involved is marked present.",
    "No stop was chosen for the walk.",
)
MISSING = "#checklist-panel li.open"
ROWS = "li.record:not(.record-new), li.entry"
TEXT = "#section-form [role=textbox]"


class Newcomer(Person):
    """Somebody who goes on from each page to the next, as the page offers it."""

    def say(self, text):
        """Words into the section on the screen, until they are saved."""
        place = self.page.locator(TEXT)
        place.wait_for(state="attached")
        self.unfold(place)
        self.hand.write(place, text)
        expect(self.page.locator("[data-live-state=saved]")).to_be_visible()

    def add(self, *marks, **values):
        """A record, by the form that has these fields: with Enter where that adds it."""
        form = self.page.locator("form" + "".join(f":has([name={n}])" for n in (*marks, *values)))
        rows = self.page.locator(ROWS)
        before = rows.count()
        self.fill(form.first, **values)
        last = form.first.locator(f"[name={list(values)[-1]}]")
        if last.evaluate("field => field.matches('input')"):
            self.hand.add(last)
        else:
            self.press("^Add", inside=form.first)
        expect(rows).to_have_count(before + 1)
        expect(self.page.locator(UNSETTLED)).to_have_count(0)

    def go_on(self):
        """On to the next section, by the link at the end of this one."""
        following = self.page.locator("a[rel=next]")
        address = following.get_attribute("href")
        self.hand.press(following)
        self.page.wait_for_url(f"**{address}")


@pytest.fixture
def empty(tmp_path):
    """An installation without a demo, in which nobody is."""
    settings = {"DEMO": "0", "INSECURE_HTTP": "1", "AFTERWORD_PASSWORD": PASSWORD}
    with Installation(tmp_path, has_demo=False, **settings) as running:
        yield running


@pytest.mark.parametrize("way", WAYS)
def test_newcomer_drafts_until_only_the_review_is_missing(empty, pages, way):
    hand, options, most = WAYS[way]
    page = pages(empty.address, **options)
    someone = Newcomer(page, hand)
    page.goto("/")
    someone.reads("Nobody can sign in yet", "create_administrator")
    empty.manage("create_administrator", *WHO)

    began = time.perf_counter()
    arrive(someone)
    signed_in = someone.hand.presses
    open_incident(someone)
    first_words = tell_the_story(someone)
    answer_questions(someone)

    seconds = time.perf_counter() - began
    expect_only_the_review_is_missing(page)
    count, unit = someone.hand.presses, someone.hand.unit
    print(
        f"\n{way}: ready for review after {count} {unit}, {someone.hand.letters} letters and "
        f"{seconds:.0f} s; signed in after {signed_in}, first words after {first_words} {unit}"
    )
    assert count <= most


def expect_only_the_review_is_missing(page):
    """As an opened page says: a text gets into its section a moment after it is saved."""

    def said():
        page.reload()
        return tuple(one.strip() for one in page.locator(MISSING).all_inner_texts())

    assert until(lambda: said() == OF_THE_REVIEW), said()


def arrive(someone):
    someone.page.reload()
    form = someone.form("login")
    someone.fill(form, login=WHO[1], password=PASSWORD)
    someone.hand.add(form.locator("[name=password]"))
    someone.page.wait_for_url("**/")
    someone.reads("First steps")


def open_incident(someone):
    someone.follow("Open an incident")
    form = someone.form("title")
    someone.fill(form, title="Receipts were printed twice", severity="SEV2")
    someone.fill(form, started_at_day="2026-11-20", started_at_time="17:30")
    someone.press("Open and start the draft", inside=form)
    someone.page.wait_for_load_state("load")


def tell_the_story(someone):
    """Summary, impact, timeline; what was pressed until the first words were saved."""
    someone.say("On Friday evening some receipts came out twice. Nobody paid twice.")
    first_words = someone.hand.presses
    someone.go_on()
    someone.add(experienced="Some shops handed out two receipts.", measure="Not measured")
    someone.go_on()
    for line in ("17:30 The first receipt comes out twice.", "18:05 The queue is restarted."):
        someone.add(line=line)
    for _ in ("background", "steps tried"):  # they may stay empty
        someone.go_on()
    return first_words


def answer_questions(someone):
    """From the last of the optional sections through the eight questions."""
    someone.go_on()  # Q1: who opened it is among the people already
    someone.go_on()
    someone.say("Whoever looks after printers was reached after half an hour.")
    someone.go_on()
    someone.say("The shops heard of it from us before they asked.")
    someone.go_on()
    someone.add(summary="The queue repeats a job whose answer is late")
    someone.add(summary="A print job carries no number of its own")
    someone.go_on()
    someone.add("narrative", text="The shops told us within minutes")
    someone.go_on()
    someone.say("Telling a repeated job from a new one.")
    someone.go_on()
    someone.say("The queue repeats a job when its answer is late. New to all of us.")
    someone.go_on()
    someone.add("detail", text="Give every print job a number")
