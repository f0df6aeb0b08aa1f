"""Whoever may no longer write is told so within ten seconds, and keeps what was not saved."""

import pytest
from playwright.sync_api import expect

from .person import Person
from .writing import (
    TEXT,
    enter,
    expect_closed,
    expect_saved,
    expect_words,
    hold_words,
    write,
)

AT_ONCE = 3_000  # milliseconds: what happens in the same process
WITHIN = 10_000  # milliseconds: what another process did
SIGNED_OUT = """
from accounts.models import User
from django.contrib.sessions.models import Session
person = str(User.objects.get(WHO).pk)
for session in Session.objects.all():
    if session.get_decoded().get("_auth_user_id") == person:
        session.delete()
"""
DEACTIVATED = """
from accounts.models import User
from accounts.domain.people import deactivate
administrators = User.objects.filter(role="administrator", is_active=True)
deactivate(User.objects.get(WHO), by=administrators.first())
"""


@pytest.fixture
def desk(desks, bare):
    return desks(bare, "started")


@pytest.fixture
def contributor(desk):
    """A contributor whose last words don't reach the server."""
    return begin(desk, "contributor")


def begin(desk, part):
    page = desk(part)
    held = hold_words(page)
    enter(page, f"{desk.base}draft/q6/")
    write(page, "Stored. ")
    expect_saved(page)
    held.append(True)
    write(page, "On its way.")
    expect(page.locator("[data-live-state=saving]")).to_be_visible()
    return page


def closes(page, within):
    expect(page.locator("[data-live-closed]")).to_be_visible(timeout=within)


def take_off(owner, desk):
    """The owner takes every contributor off the draft."""
    owner.go(f"{desk.base}people/")
    form = owner.page.locator("form", has=owner.page.locator("[name=do][value=contributors]"))
    owner.unfold(form.locator("[type=checkbox]").first)
    for box in form.locator("[type=checkbox]:checked").all():
        box.uncheck()
    owner.press("Save the contributors", inside=form)


def test_contributor_taken_off_is_told_at_once_and_may_copy_what_was_not_saved(desk, contributor):
    owner = Person(desk("owner"))
    take_off(owner, desk)
    closes(contributor, AT_ONCE)
    expect_closed(contributor, "Not saved: you may no longer write here", "kept on this device")
    expect(contributor.locator(TEXT)).to_have_text("Stored. On its way.")
    contributor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    contributor.get_by_role("button", name="Copy the text").click()
    assert contributor.evaluate("navigator.clipboard.readText()") == "Stored. On its way."
    expect(contributor.get_by_role("button", name="Copied")).to_be_visible()

    contributor.reload()
    expect(contributor.locator("#section-form")).to_have_count(0)
    owner.go(f"{desk.base}draft/q6/")
    expect(owner.page.locator(TEXT)).to_have_text("Stored. ")


def test_incident_made_restricted_leaves_its_people_writing_and_is_gone_for_others(desk):
    owner, contributor, granted = desk("owner"), desk("contributor"), desk("outsider")
    for page in (owner, contributor):
        enter(page, f"{desk.base}draft/q6/")
    assert granted.goto(f"{desk.base}draft/q6/").status == 200
    person = Person(desk("owner"))
    person.go(desk.incident)
    form = person.form("visibility")
    person.fill(form, visibility="Restricted")
    person.press("^Save", inside=form)
    write(contributor, "Still here.")
    expect_words([owner, contributor], "Still here.")
    assert granted.goto(f"{desk.base}draft/q6/").status == 404
    take_off(Person(owner), desk)
    closes(contributor, AT_ONCE)
    expect_closed(contributor, "No more writing here: you may no longer write")
    assert contributor.goto(f"{desk.base}draft/q6/").status == 404


def test_person_signed_out_in_another_tab_is_told_at_once(desk, contributor):
    tab = Person(contributor.context.new_page())
    tab.go("/account/logout/")
    tab.press("Sign out", inside=tab.page.locator("main"))
    closes(contributor, AT_ONCE)
    expect_closed(contributor, "Not saved: you are signed out", "kept on this device")
    expect(contributor.get_by_role("link", name="Sign in")).to_be_visible()


def test_form_of_the_signed_out_says_that_nothing_was_saved_and_keeps_the_words(desk):
    page = desk("contributor")
    page.route("**/js/editor*", lambda route: None)  # the live editor never comes
    page.goto(f"{desk.base}draft/q6/")
    page.context.clear_cookies(name="sessionid")
    text = page.locator("#section-text")
    text.fill("Typed without a session.")
    text.press("Control+s")
    expect(page.get_by_role("alert")).to_contain_text("Not saved: you are signed out")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(text).to_have_value("Typed without a session.")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(SIGNED_OUT, "you are signed out"), (DEACTIVATED, "you may no longer write here")],
)
def test_right_lost_by_another_process_ends_the_writing_within_ten_seconds(
    desk, bare, contributor, code, sentence
):
    bare.manage("shell", "-c", code.replace("WHO", f"pk={desk.people['contributor']}"))
    closes(contributor, WITHIN)
    expect_closed(contributor, f"Not saved: {sentence}", "kept on this device")


def test_discarded_draft_is_closed_for_writing(desk):
    owner, contributor = Person(desk("owner")), desk("contributor")
    enter(contributor, f"{desk.base}draft/q6/")
    owner.go(f"{desk.base}discard/")
    form = owner.page.locator("main form").last
    owner.fill(form, reason="It was the same incident.")
    owner.press("Discard", inside=form)
    closes(contributor, AT_ONCE)
    expect_closed(contributor, "No more writing here: the document is closed for changes")
