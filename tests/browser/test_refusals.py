"""What the product says when it says no: three refusals, and two people saving one section."""

import re

from playwright.sync_api import expect

from .person import Person

DRAFT = "/postmortems/2/"  # the demo's running draft, reviewed the day after tomorrow
FINALIZED = "/postmortems/1/"


def test_move_from_the_wrong_state_is_refused_with_409(visit):
    page = visit("Amara Okafor")

    answer = page.goto(f"{FINALIZED}move/mark-reviewed/")

    assert answer.status == 409
    expect(page.locator("main")).to_contain_text("is finalized")


def test_move_by_someone_else_is_refused_with_403(visit):
    page = visit("Maya Reyes")

    answer = page.goto(f"{DRAFT}move/mark-reviewed/")

    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("facilitator")


def test_move_that_is_not_ready_is_refused_with_422_and_the_list(visit):
    facilitator = Person(visit("Amara Okafor"))
    facilitator.go(f"{DRAFT}move/mark-reviewed/")
    button = facilitator.page.locator("main form").last.get_by_role("button", name="Mark reviewed")

    with facilitator.page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        button.click()

    assert sent.value.status == 422
    missing = facilitator.page.locator("main .checklist .open")
    expect(missing.filter(has_text="Nobody who was involved is marked present")).to_be_visible()
    missing.get_by_role("link").first.click()
    facilitator.page.wait_for_load_state()
    assert "/move/" not in facilitator.page.url


def test_second_of_two_savers_is_shown_both_texts_and_loses_nothing(visit):
    first, second = Person(visit("Maya Reyes")), Person(visit("Robin Lindqvist"))
    for person in (first, second):  # where sockets do not get through, the form saves
        person.page.route_web_socket(re.compile("/live/"), lambda socket: socket.close())
    place = f"{DRAFT}draft/q7/"
    for person in (first, second):
        person.go(place)
    ours, theirs = "Maya learned that caches start empty.", "Robin learned to ask who is reading."

    save(first, ours)
    first.reads("Saved")
    with second.page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        save(second, theirs)

    assert sent.value.status == 409
    second.reads(ours, theirs)
    editor = second.page.locator("textarea[name=text]")
    editor.fill(f"{ours}\n\n{theirs}")
    second.press("^Save")
    first.go(place)
    expect(first.page.locator("#section-text")).to_have_value(f"{ours}\n\n{theirs}")


def save(person, text):
    form = person.page.locator("form:has([name=base]):has(textarea[name=text])").first
    person.fill(form, text=text)
    person.press("^Save", inside=form)


def test_published_page_reads_without_scripts(visit):
    page = visit("Noor Tan", java_script_enabled=False)

    assert page.goto(FINALIZED).status == 200

    for heading in ("Impact", "Timeline", "How did this happen?", "What did we learn?"):
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
    page.get_by_role("link", name="Timeline").first.click()
    assert page.url.endswith("#timeline")
