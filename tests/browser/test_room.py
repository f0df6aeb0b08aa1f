"""A review in one room: facilitator, note-taker, somebody on a phone, and the wall."""

import re
import signal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

PHONE = {"viewport": (360, 740), "has_touch": True, "is_mobile": True}
LATER = 20_000
SHOWN = "#room-stops > [data-stop]:not([hidden])"


@pytest.fixture
def room(desks, bare):
    """``room(part)``: the meeting on that person's screen, and its socket open."""
    desk = desks(bare, "gathered")

    def enter(part, address="", **options):
        page = desk(part, **options)
        with page.expect_websocket(lambda socket: "/live/reviews/" in socket.url):
            page.goto(f"{desk.meeting}{address}")
        return page

    enter.desk = desk
    return enter


def keep(page, key, words):
    """One key, one line, Enter."""
    page.locator("body").press(key)
    expect(page.locator("#capture-line")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.locator("#capture")).not_to_be_visible()


def prepare(room):
    """The facilitator chooses the stops beside what stands out, and a question for the first."""
    page = room.desk("facilitator")
    page.goto(f"{room.desk.meeting}stops/")
    page.locator("#markers > summary").click()
    expect(page.locator("#markers")).to_contain_text("No source")
    for box in page.locator("[name=entries]").all():
        box.check()
    page.get_by_role("button", name="Save the stops").click()
    page.get_by_role("link", name="Choose what to ask here").click()
    page.get_by_label("In your own words").fill("How full was the pool by then?")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-prompts] li").first).to_have_text("How full was the pool by then?")


def test_review_from_preparation_to_finalized(room, bare):
    prepare(room)
    leader, noter = room("facilitator"), room("note_taker")
    phone, wall = room("owner", **PHONE), room("facilitator", "projector/")
    leader.get_by_role("button", name="Begin the meeting").click()
    for page in (noter, phone, wall):
        expect(page.locator("[data-left]")).to_have_text(re.compile(r"^(60:00|59:\d\d)$"))
        expect(page.locator("[data-left]")).to_be_visible()

    leader.get_by_role("button", name="Next stop").click()
    for page in (phone, wall):
        expect(page.locator(SHOWN)).to_contain_text("The pool was restarted")
    expect(phone.locator(SHOWN)).to_contain_text("stop 2 of 2")
    noter.locator("#stop-notes").fill("The card was new.")
    noter.get_by_role("button", name="Go there").click()
    expect(noter.locator(SHOWN)).to_contain_text("The pool was restarted")

    phone.locator(SHOWN).get_by_placeholder("I was not sure").fill("Which pool it was.")
    phone.locator(SHOWN).get_by_role("button", name="I was not sure").click()
    expect(leader.locator("#room-stops")).to_contain_text("Which pool it was.", timeout=LATER)
    expect(wall.locator("#room-stops")).not_to_contain_text("Which pool it was.")
    keep(noter, "q", "Who hears of a full pool?")
    keep(leader, "f", "The alert was off")
    keep(leader, "l", "A restart hides the cause")
    for page in (leader, noter, phone):
        expect(page.locator("#room-captured")).to_contain_text("Who hears of a full pool?")

    bare.restart(signal.SIGKILL)
    joined = room("outsider")
    expect(joined.locator(SHOWN)).to_contain_text("The pool was restarted")
    keep(leader, "p", "Talk of costs")
    for page in (noter, phone, joined):
        expect(page.locator("#room-captured")).to_contain_text("Talk of costs", timeout=LATER)
    for page in (phone, wall):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    finish(room, leader)


def finish(room, leader):
    """From the last stop to the published page, by those whose steps they are."""
    meeting, base = room.desk.meeting, room.desk.base
    for name in ("Owner", "Outsider"):
        row = leader.locator("#people li", has_text=re.compile(name, re.IGNORECASE)).first
        row.locator("form button").first.click()
    for _ in range(2):
        leader.goto(meeting)
        leader.locator("#walk details summary").click()
        waiting = leader.locator("#walk .records button", has_text="Discussed")
        if waiting.count():
            waiting.first.click()
    leader.goto(meeting)
    leader.locator("#open-questions").get_by_role("link", name="Outcome").click()
    leader.get_by_label("Left unknown, because").check()
    leader.get_by_label("The answer, or why").fill("It was never told.")
    leader.get_by_role("button", name="Save the outcome").click()
    leader.goto(f"{meeting}close/")
    leader.get_by_label("Held: the review can go on").check()
    leader.locator("main form button[type=submit]").first.click()
    expect(leader.get_by_text("What comes next")).to_be_visible()
    leader.goto(f"{base}move/mark-reviewed/")
    leader.locator("main form").last.get_by_role("button", name="Mark reviewed").click()

    owner = room.desk("owner")
    owner.goto(f"{base}workshop/")
    owner.locator("summary", has_text="Decline it").click()
    owner.get_by_label("Reason not to do it").fill("It is shown elsewhere.")
    owner.get_by_role("button", name="Decline it").click()
    expect(owner.get_by_text("Every idea has an outcome.")).to_be_visible()
    leader.goto(f"{base}reviews/sign-off/")
    leader.get_by_role("button", name="Sign what is shown here").click()
    leader.locator("main form").last.get_by_role("button", name="Finalize").click()
    leader.goto(base)
    expect(leader.locator("#review")).to_contain_text("2 stops discussed")


def test_looking_around_and_coming_back(room):
    leader, phone = room("facilitator"), room("owner", **PHONE)
    leader.get_by_role("button", name="Begin the meeting").click()
    phone.locator("#walk summary").click()
    phone.locator("#walk .records a", has_text="restarted").click()
    expect(phone.locator(SHOWN)).to_contain_text("The pool was restarted")
    leader.get_by_role("button", name="Next stop").click()
    leader.get_by_role("button", name="The stop before").click()
    phone.get_by_role("link", name="Come back").click()
    expect(phone.locator(SHOWN)).to_contain_text("The first card was refused")


def test_line_that_was_typed_outlives_a_refresh(room):
    leader = room("facilitator")
    leader.locator("body").press("i")
    leader.keyboard.type("Half an idea")
    leader.reload()
    leader.locator("body").press("i")
    expect(leader.locator("#capture-line")).to_have_value("Half an idea")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_wall_dialog_and_aids_are_accessible(room, scheme):
    leader = room("facilitator", color_scheme=scheme)
    leader.get_by_role("button", name="Begin the meeting").click()
    leader.locator("body").press("q")
    for address in ("", "projector/", "aids/"):
        if address:
            leader.goto(f"{room.desk.meeting}{address}")
        leader.evaluate(AXE_SCRIPT)
        assert leader.evaluate("axe.run().then(found => found.violations.map(one => one.id))") == []
