"""The document moves on while people write in it: they are told, and no word is lost."""

import pytest
from playwright.sync_api import expect

from tests.config.server import until

from .person import Person
from .writing import (
    LATER,
    TEXT,
    enter,
    expect_closed,
    expect_saved,
    expect_words,
    hold_words,
    keep_typing,
    stop_typing,
    typed,
    words,
    write,
)

STEPS = "#draft-steps [aria-current]"


@pytest.fixture
def desk_at(desks, bare):
    return lambda point: desks(bare, point)


def move(person, base, name, label, **reason):
    person.go(f"{base}move/{name}/")
    form = person.page.locator("main form").last
    if reason:
        person.fill(form, **reason)
    person.press(f"^{label}", inside=form)


def test_moves_are_seen_by_those_who_write_without_a_reload(desk_at):
    desk = desk_at("reviewable")
    owner, facilitator = desk("owner"), Person(desk("facilitator"))
    enter(owner, f"{desk.base}draft/summary/")
    owner.evaluate("window.isTheSamePage = true")
    write(owner, " Half a sentence")
    expect_saved(owner)
    expect(owner.locator(STEPS)).to_contain_text("Draft")
    move(facilitator, desk.base, "mark-reviewed", "Mark reviewed")
    expect(owner.locator(STEPS)).to_contain_text("Reviewed", timeout=LATER)
    owner.keyboard.type(", and on")
    expect_saved(owner)
    move(facilitator, desk.base, "send-back", "Send back", reason="The timeline has a gap.")
    expect(owner.locator(STEPS)).to_contain_text("Draft", timeout=LATER)
    owner.keyboard.type(", to its end.")
    expect_saved(owner)
    expect(owner.locator(TEXT)).to_contain_text(" Half a sentence, and on, to its end.")
    assert owner.evaluate("window.isTheSamePage")


def test_finalize_while_two_type_publishes_what_was_acknowledged_and_says_what_was_not(desk_at):
    desk = desk_at("finalizable")
    address = f"{desk.base}draft/summary/"
    owner, contributor = desk("owner"), desk("contributor")
    writers, held = [owner, contributor], hold_words(contributor)
    for page, word in ((owner, "Owned."), (contributor, "Contributed.")):
        enter(page, address)
        write(page, f" {word}")
    expect_words(writers, "Owned.", "Contributed.")

    facilitator = Person(desk("facilitator"))
    sign(facilitator, desk.base)
    facilitator.go(f"{desk.base}move/finalize/")
    keep_typing(owner, "after")
    typed(owner, 5)
    finalize(facilitator)  # not what was signed any more
    facilitator.reads("Nothing was changed")
    stop_typing(owner)
    expect_words(writers, *owner.evaluate("window.typed"))

    sign(facilitator, desk.base)
    facilitator.go(f"{desk.base}move/finalize/")
    held.append(True)
    keep_typing(contributor, "late")
    typed(contributor, 5)
    finalize(facilitator)
    for page in writers:
        expect_closed(page, "the document is closed for changes")
        expect(page.get_by_role("link", name="See the page")).to_be_visible()

    reader = desk("reader")
    reader.goto(desk.base)
    published = reader.locator("main").inner_text().split()
    acknowledged = owner.evaluate("window.typed")
    assert {"Owned.", "Contributed.", *acknowledged} <= set(published)
    late = contributor.evaluate("window.typed")
    assert not set(late) & set(published)
    expect_closed(contributor, "Not saved: the document is closed", "kept on this device")
    expect_closed(owner, "No more writing here: the document is closed")

    held.clear()
    move(Person(desk("owner")), desk.base, "reopen", "Reopen", reason="One figure is wrong.")
    for page in writers:
        enter(page, address)
    write(owner, " Writable again.")
    expect_words(writers, "Owned.", "Contributed.", "Writable again.", *acknowledged)
    assert set(late) <= set(words(owner).split())  # what came too late came back


def sign(facilitator, base):
    """Sign what was written, which the page shows a moment later; once more where words came."""
    button = facilitator.page.get_by_role("button", name="Sign what is shown here")

    def can_be_signed():
        facilitator.go(f"{base}reviews/sign-off/")
        return button.count()

    assert until(can_be_signed)
    facilitator.press("Sign what is shown here")
    if facilitator.page.get_by_text("Nothing was signed").count():
        facilitator.press("Sign what is shown here")
    facilitator.page.wait_for_url("**/move/finalize/")


def finalize(facilitator):
    facilitator.press("^Finalize", inside=facilitator.page.locator("main form").last)
