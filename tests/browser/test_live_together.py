"""Several browsers in one draft at once: no word is lost, and every page says what is true."""

import pytest
from playwright.sync_api import expect

from tests.config.server import until

from .writing import (
    OFFLINE,
    TEXT,
    enter,
    expect_saved,
    expect_words,
    hold_words,
    words,
    write,
)

# How many rows the page's store holds.
KEPT = """async () => {
  const [{ name }] = await indexedDB.databases();
  const database = await new Promise((resolve) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
  });
  const rows = database.transaction("updates").objectStore("updates").count();
  await new Promise((resolve) => (rows.onsuccess = resolve));
  database.close();
  return rows.result;
}"""


@pytest.fixture
def desk(desks, bare):
    return desks(bare, "started")


def test_three_people_type_in_one_section_and_two_more_pages_in_another(desk):
    section, elsewhere = f"{desk.base}draft/q6/", f"{desk.base}draft/q7/"
    people = [desk(part) for part in ("owner", "contributor", "facilitator")]
    aside = [desk(part) for part in ("owner", "facilitator")]
    for page in people:
        enter(page, section)
    for page in aside:
        enter(page, elsewhere)
    write(people[0], "First line.\n")
    expect_words(people, "First line.")
    for page, place in zip(people, ("Control+Home", "Control+End", "Control+End"), strict=True):
        page.locator(TEXT).click()
        page.keyboard.press(place)
    for page in aside:
        page.locator(TEXT).click()
    people[2].keyboard.press("Enter")
    expect_words(people)
    for letters in zip("ABCDEFGHIJ", "klmnopqrst", "0123456789", "abcdefghij", strict=True):
        for page, letter in zip([*people, aside[0]], letters, strict=True):
            page.keyboard.type(letter)
    expect_words(people, "ABCDEFGHIJFirst line.", "klmnopqrst", "0123456789")
    expect_words(aside, "abcdefghij")
    assert "abcdefghij" not in words(people[0])
    assert "ABCDEFGHIJ" not in words(aside[0])

    carets = people[0].locator(".caret")
    expect(carets).to_have_count(2)  # and none of those who write in the other section
    names = {caret.get_attribute("data-name") for caret in carets.all()}
    assert names == {"Contributor", "Facilitator"}
    expect(people[0].locator("[data-live-count]")).to_have_text(" · 3 writing here")
    expect(aside[1].locator("[data-live-people]")).to_contain_text("3 people are writing")


def test_words_written_offline_are_kept_and_sent_later(desk):
    address = f"{desk.base}draft/q6/"
    away, there = desk("owner"), desk("contributor")
    for page in (away, there):
        enter(page, address)
    away.context.set_offline(True)
    write(away, "Written in a tunnel. ")
    expect(away.locator(OFFLINE)).to_contain_text("Offline: kept on this device")
    write(there, "Meanwhile above ground. ")
    expect_saved(there)
    assert "tunnel" not in words(there)
    away.context.set_offline(False)
    expect_words([away, there], "Written in a tunnel.", "Meanwhile above ground.")


def test_closed_tab_loses_no_word_that_was_still_on_its_way(desk):
    address = f"{desk.base}draft/q6/"
    page = desk("owner")
    held = hold_words(page)
    enter(page, address)
    held.append(True)
    write(page, "Almost lost.")
    expect(page.locator("[data-live-state=saving]")).to_be_visible()
    assert until(lambda: page.evaluate(KEPT))
    again = page.context.new_page()  # of the same person, with the whole network
    page.close(run_before_unload=True)
    enter(again, address)
    expect(again.locator(TEXT)).to_have_text("Almost lost.")
    expect(again.get_by_text("kept on this device, were added back")).to_be_visible()
    expect_saved(again)
    assert until(lambda: not again.evaluate(KEPT))  # nothing of a draft stays there
