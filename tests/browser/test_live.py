"""Writing together: two browsers in one text, a lost connection, a closed document."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.same_on_every_database

PLACE = "/postmortems/2/draft/background/"
EDITOR = "#section-live [role=textbox]"
WORDS = "Written before, by whoever was first."
SERVED = "async (words) => (await (await fetch(location.pathname)).text()).includes(words)"


@pytest.fixture
def write_at(visit):
    """``write_at(name)``: a page of that person's with the editor of one section open."""

    def open_editor(name, place=PLACE, before=None, **options):
        page = visit(name, **options)
        if before:
            before(page)
        page.goto(place)
        expect(page.locator(EDITOR)).to_be_attached()
        return page

    return open_editor


def saved(page):
    expect(page.locator("[data-live-state=saved]")).to_be_visible(timeout=15_000)


def add(page, words):
    """At the end of the text, as one types it."""
    page.locator(EDITOR).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


class Sockets(list):
    """The sockets of one page, to be closed as the server would; while down, none opens."""

    is_down = False


def sockets(page):
    passed = Sockets()

    def join(socket):
        if passed.is_down:
            socket.close(code=1012)
            return
        socket.connect_to_server()
        passed.append(socket)

    page.route_web_socket(re.compile("/live/"), join)
    return passed


class HeldAnswers:
    """What the server says to one page, kept back until it is let go, in its order."""

    def __init__(self):
        self.messages, self.socket, self.is_held = [], None, True

    def join(self, socket):
        self.socket = socket
        socket.connect_to_server().on_message(self.take)

    def take(self, message):
        self.messages.append(message)
        if not self.is_held:
            self.let_go()

    def let_go(self):
        self.is_held = False
        while self.messages:
            self.socket.send(self.messages.pop(0))


def hold_answers(page):
    held = HeldAnswers()
    page.route_web_socket(re.compile("/live/"), held.join)
    return held


def no_sockets(page):
    page.route_web_socket(re.compile("/live/"), lambda socket: socket.close())


def test_two_people_write_one_text_and_see_each_other(write_at):
    maya, robin = write_at("Maya Reyes"), write_at("Robin Lindqvist")
    add(maya, " Maya's words.")
    expect(robin.locator(EDITOR)).to_contain_text("Maya's words.")
    add(robin, " Robin's words.")
    expect(maya.locator(EDITOR)).to_contain_text("Maya's words. Robin's words.")

    expect(maya.locator(".caret")).to_have_attribute("data-name", "Robin Lindqvist")
    expect(maya.locator("[data-live-count]")).to_have_text(" · 2 writing here")
    expect(maya.locator("[data-live-people]")).to_contain_text(
        "2 people are writing: you, Robin Lindqvist"
    )
    expect(maya.locator("#section-list [aria-current]")).to_contain_text("here now: Robin")
    assert maya.locator("main [style]:not(.cm-content, .cm-content *)").count() == 0

    maya.keyboard.press("Control+z")  # one's own words only
    expect(robin.locator(EDITOR)).not_to_contain_text("Maya's")
    expect(robin.locator(EDITOR)).to_contain_text("Robin's words.")
    saved(maya)
    robin.close()
    expect(maya.locator(".caret")).to_have_count(0)


def test_words_written_without_the_server_outlive_the_tab(write_at):
    held = []
    page = write_at("Maya Reyes", before=lambda page: held.append(sockets(page)))
    saved(page)
    held[0].is_down = True
    held[0][-1].close(code=1012)
    expect(page.locator("[data-words]")).to_have_text("Offline: kept on this device")
    add(page, " Kept through the dark.")
    expect(page.locator("[data-said]")).to_have_text("Offline: kept on this device")
    other = page.context.new_page()
    page.close(run_before_unload=True)  # asks nothing: it is kept

    other.goto(PLACE)
    expect(other.locator("[data-live-line]")).to_have_text(
        "Words from before, kept on this device, were added back."
    )
    expect(other.locator(EDITOR)).to_contain_text("Kept through the dark.")
    saved(other)
    other.goto(PLACE)
    expect(other.locator(EDITOR)).to_contain_text("Kept through the dark.")
    saved(other)
    expect(other.locator("[data-live-line]")).to_be_hidden()  # said once: nothing is left


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(4423, "closed for changes"), (4403, "may no longer write"), (4413, "100 KB")],
)
def test_text_that_is_closed_says_why_and_takes_no_more(write_at, code, sentence):
    held = []
    page = write_at("Maya Reyes", before=lambda page: held.append(sockets(page)))
    saved(page)
    held[0][-1].close(code=code)
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    before = page.locator(EDITOR).inner_text()
    page.locator(EDITOR).click()
    page.keyboard.type("too late")
    assert page.locator(EDITOR).inner_text() == before
    page.wait_for_timeout(1_000)
    assert len(held[0]) == 1  # it does not come back
    if code == 4423:
        expect(page.get_by_role("link", name="See the page")).to_be_visible()


def test_form_stays_where_no_socket_gets_through(visit):
    page = visit("Maya Reyes")
    no_sockets(page)
    page.goto("/postmortems/2/draft/summary/")
    expect(page.locator("[data-live-line]")).to_contain_text("press Save", timeout=8_000)
    text = page.locator("#section-text")
    text.press("Control+End")
    page.keyboard.type(" Saved alone.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-unsaved]")).to_be_hidden()
    page.reload()
    expect(text).to_have_value(re.compile("Saved alone"))


@pytest.mark.parametrize(
    ("place", "is_before"),
    [(PLACE, True), (PLACE.replace("background", "summary"), False)],
    ids=["between page and editor", "between document and updates"],
)
def test_words_typed_before_the_editor_came_are_in_the_text(visit, write_at, place, is_before):
    other = write_at("Robin Lindqvist", place=place)
    add(other, WORDS)
    saved(other)
    until(other, lambda: other.evaluate(SERVED, WORDS))  # a moment later the page serves them

    page, scripts = visit("Maya Reyes"), []
    page.route(re.compile(r"/js/editor\."), lambda route: scripts.append(route))
    held = hold_answers(page)
    page.goto(place)
    page.locator("#section-text").press("Control+End")
    page.keyboard.type(" Typed early.")
    if is_before:
        write_meanwhile(other)
    until(page, lambda: scripts)
    scripts[0].continue_()
    until(page, lambda: held.messages)
    if not is_before:
        write_meanwhile(other)
    held.let_go()
    expect(page.locator(EDITOR)).to_be_focused()
    page.keyboard.type(" And on.")
    for one in (page, other):
        expect(one.locator(EDITOR)).to_contain_text("Meanwhile. ")
        expect(one.locator(EDITOR)).to_contain_text(" Typed early. And on.")
        assert one.locator(EDITOR).inner_text().count(WORDS) == 1


def write_meanwhile(page):
    page.locator(EDITOR).press("Control+Home")
    page.keyboard.type("Meanwhile. ")
    saved(page)


def until(page, is_so):
    """Wait for what the page's own events tell the test."""
    for _ in range(100):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("this never came")


def test_editor_is_left_by_tab_and_told_to_screen_readers(write_at):
    page = write_at("Maya Reyes", place="/postmortems/2/draft/summary/")
    editor = page.get_by_role("textbox", name="Summary, text in Markdown")
    described = editor.get_attribute("aria-describedby").split()
    assert "The Tab key leaves the text" in page.locator(f"#{described[-1]}").inner_text()
    editor.click()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Preview")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nplain")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Control+b")
    expect(editor).to_contain_text("**plain**")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-said]")).to_have_text("Saved")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#section-preview strong")).to_have_text("plain")


def test_section_takes_no_more_than_it_holds(write_at):
    page = write_at("Maya Reyes", place="/postmortems/2/draft/summary/")
    before = page.locator(EDITOR).inner_text()
    page.locator(EDITOR).click()
    page.keyboard.insert_text("a" * 100_001)
    expect(page.locator("[data-live-line]")).to_contain_text("100 KB")
    assert page.locator(EDITOR).inner_text() == before


def test_records_of_others_come_in_and_leave_ones_own_form_alone(write_at):
    place = "/postmortems/2/draft/q4/"
    maya, robin = write_at("Maya Reyes", place=place), write_at("Robin Lindqvist", place=place)
    mine = maya.locator("#add-factors [name=summary]")
    mine.fill("Half a thought")
    robin.locator("#add-factors [name=summary]").fill("The graphs ended at midnight")
    robin.locator("#add-factors").get_by_role("button", name="Add", exact=True).click()
    factors = maya.locator("#list-factors .record:not(.record-new)")
    added = factors.filter(has_text="The graphs ended at midnight")
    expect(added).to_be_visible(timeout=15_000)
    expect(mine).to_have_value("Half a thought")
    expect(mine).to_be_focused()

    row = added.get_attribute("id")
    added.get_by_role("link", name="Edit").click()  # what came in is as alive as the rest
    maya.locator(f"#{row} [name=summary]").fill("Maya's own words")
    robin.locator(f"#{row}").get_by_role("link", name="Edit").click()
    robin.locator(f"#{row} [name=summary]").fill("The graphs ended at noon")
    robin.locator(f"#{row}").get_by_role("button", name="Save").click()
    expect(maya.locator(f"#{row} [data-meanwhile]")).to_contain_text(
        "Somebody else changed this", timeout=15_000
    )
    expect(maya.locator(f"#{row} [name=summary]")).to_have_value("Maya's own words")


def test_words_are_counted_as_they_come_whoever_writes_them(write_at):
    place = "/postmortems/2/draft/background/"
    maya, robin = write_at("Maya Reyes", place=place), write_at("Robin Lindqvist", place=place)
    for page in (maya, robin):
        page.locator(EDITOR).click()
    maya.keyboard.press("Control+a")
    maya.keyboard.type("**Three** words - here")
    for page in (maya, robin):
        expect(page.locator("[data-word-count]")).to_have_text("3 words")
    maya.keyboard.press("Control+a")
    maya.keyboard.press("Backspace")
    expect(robin.locator("[data-word-count]")).to_have_text("0 words")


def test_words_on_the_page_before_are_in_the_list_of_sections_soon(write_at):
    page = write_at("Maya Reyes")
    for state, words in (("open", ""), ("done", "Left at once."), ("open", "")):
        page.locator(EDITOR).click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Backspace")
        page.keyboard.type(words)
        page.locator("#section-list a", has_text="Steps tried").click()
        expect(page.locator(f"#section-list .{state} a", has_text="Background")).to_be_visible()
        page.goto(PLACE)
