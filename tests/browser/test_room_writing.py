"""Writing in the room while the meeting goes on: nothing typed is lost, and one stop is shown."""

from playwright.sync_api import expect

from .test_room import LATER, SHOWN, keep, room  # noqa: F401  (a fixture)

FIRST, SECOND = "The first card was refused", "The pool was restarted"


def begin(leader):
    leader.get_by_role("button", name="Begin the meeting").click()
    expect(leader.locator("[data-left]")).to_be_visible()


def test_note_taker_has_one_stop_while_the_meeting_goes_on(room):  # noqa: F811
    leader, noter = room("facilitator"), room("note_taker")
    begin(leader)
    noter.locator("#stop-notes").press_sequentially("Half a sen")
    leader.get_by_role("button", name="Next stop").click()
    keep(leader, "p", "Talk of costs")
    expect(noter.locator("#room-captured")).to_contain_text("Talk of costs", timeout=LATER)
    expect(noter.locator("#stop-notes")).to_have_count(1)
    expect(noter.locator("#stop-notes")).to_have_value("Half a sen")
    expect(noter.locator(SHOWN)).to_contain_text("stop 1 of 2")

    noter.get_by_role("button", name="Go there").click()
    expect(noter.locator(SHOWN)).to_contain_text(SECOND)
    expect(noter.locator("#room-goes-on")).to_have_count(0)
    keep(leader, "p", "Talk of time")
    expect(noter.locator("#room-captured")).to_contain_text("Talk of time", timeout=LATER)
    leader.get_by_role("button", name="The stop before").click()
    expect(leader.locator("#stop-notes")).to_have_value("Half a sen")
    expect(noter.get_by_role("button", name="Go there")).to_be_visible()


def test_notes_outlive_a_refresh_until_they_are_saved(room):  # noqa: F811
    leader = room("facilitator")
    leader.locator("#stop-notes").fill("Half a sentence")
    leader.reload()
    expect(leader.locator("#stop-notes")).to_have_value("Half a sentence")
    leader.get_by_role("button", name="Save", exact=True).click()
    leader.wait_for_load_state()
    leader.locator("#stop-notes").fill("")
    leader.reload()
    expect(leader.locator("#stop-notes")).to_have_value("")
    leader.get_by_role("button", name="Save", exact=True).click()
    leader.wait_for_load_state()
    leader.reload()
    expect(leader.locator("#stop-notes")).to_have_value("")


def test_somebody_elses_newer_notes_are_not_overwritten_after_a_refresh(room):  # noqa: F811
    leader, noter = room("facilitator"), room("note_taker")
    leader.locator("#stop-notes").fill("What the leader heard")
    noter.locator("#stop-notes").fill("What the noter heard")
    noter.get_by_role("button", name="Save", exact=True).click()
    noter.wait_for_load_state()
    leader.reload()
    expect(leader.locator("#stop-notes")).to_have_value("What the leader heard")
    leader.get_by_role("button", name="Save", exact=True).click()
    expect(leader.get_by_role("heading", name="How it reads now")).to_be_visible()
    expect(leader.get_by_text("What the noter heard")).to_be_visible()
    leader.get_by_role("button", name="Save").click()
    expect(leader.locator("#stop-notes")).to_have_value("What the leader heard")


def test_those_who_follow_are_told_that_the_meeting_is_closed(room):  # noqa: F811
    leader, other = room("facilitator"), room("owner")
    begin(leader)
    row = leader.locator("#people li", has_text="Owner").first
    row.locator("form button").first.click()
    leader.goto(f"{room.desk.meeting}close/")
    leader.get_by_label("Held: the review can go on").check()
    leader.locator("main form button[type=submit]").first.click()
    way = other.get_by_role("link", name="See what comes next")
    expect(way).to_be_visible(timeout=LATER)
    way.click()
    expect(other.get_by_text("What comes next")).to_be_visible()


def test_one_more_who_was_not_sure_is_counted_on_every_screen(room):  # noqa: F811
    leader, phone = room("facilitator"), room("owner")
    phone.locator(SHOWN).get_by_role("button", name="Me too, unsure").click()
    expect(leader.locator(SHOWN)).to_contain_text("1 more was not sure here", timeout=LATER)


def test_enter_twice_writes_one_line(room):  # noqa: F811
    leader = room("facilitator")
    leader.locator("body").press("p")
    leader.keyboard.type("Talk of costs")
    leader.evaluate(
        """() => {
          const form = document.querySelector("#capture form");
          form.requestSubmit();
          form.requestSubmit();
        }"""
    )
    expect(leader.locator("#capture")).not_to_be_visible()
    leader.reload()
    expect(leader.locator("#parked .capture")).to_have_count(1)


def test_room_asks_where_the_meeting_is_once_nothing_can_be_missed(room):  # noqa: F811
    page, told = room.desk("owner"), []

    def hear(sent):  # what was changed just before may be told on the way
        if sent == '{"kind": "listening"}':
            told.append("listening")

    page.on("websocket", lambda socket: socket.on("framereceived", hear))
    page.on("request", lambda asked: told.append("where") if "/where/" in asked.url else None)
    with page.expect_response("**/where/"):
        page.goto(room.desk.meeting)
    assert told == ["listening", "where"]


def test_view_that_is_told_on_a_phone_outlives_a_refresh_and_leads_back(room):  # noqa: F811
    phone = room("owner", viewport=(360, 740))
    way = phone.locator(SHOWN).get_by_role("link", name="Add a perspective")
    with phone.expect_navigation():  # and what keeps the words has come
        way.click()
    phone.get_by_label("What was seen or heard").fill("A queue that grew")
    phone.reload()
    expect(phone.get_by_label("What was seen or heard")).to_have_value("A queue that grew")
    phone.get_by_role("button", name="Add", exact=True).click()
    expect(phone.locator(SHOWN)).to_contain_text("A queue that grew")
    way.click()
    expect(phone.get_by_label("What was seen or heard")).to_have_value("")


def test_words_typed_before_the_page_is_whole_outlive_a_refresh(room):  # noqa: F811
    phone, held = room("owner", viewport=(360, 740)), []
    phone.route("**/kept*.js", lambda route: held.append(route))
    saw = phone.get_by_label("What was seen or heard")
    with phone.expect_request("**/kept*.js"):
        phone.locator(SHOWN).get_by_role("link", name="Add a perspective").click()
        saw.fill("A queue that grew")
    phone.wait_for_timeout(200)  # between its being asked for and its being held
    held[0].continue_()  # the words were there before what keeps them
    phone.wait_for_function("() => JSON.stringify(sessionStorage).includes('A queue that grew')")
    phone.unroute("**/kept*.js")
    phone.reload()
    expect(saw).to_have_value("A queue that grew")
