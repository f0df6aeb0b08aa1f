"""Images and files in the editor, in Chromium: by paste, drop and picker, and what is refused."""

import base64
import re

import pytest
from playwright.sync_api import expect

from tests import pictures

from .test_every_page import scrolls_sideways, violations
from .writing import enter, expect_saved, words, write

pytestmark = pytest.mark.same_on_every_database

ALT = "Error rate rises from 0 to 40 % at 14:02"
NEW = ".attachment-new"
PICTURE = {"name": "graph.png", "mimeType": "image/png", "buffer": pictures.encoded()}
SHOWN = "picture => picture.complete && picture.naturalWidth"

COPY = """async (data) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const picture = new Blob([bytes], { type: "image/png" });
  await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
}"""
DRAGGED = """(data) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const dragged = new DataTransfer();
  dragged.items.add(new File([bytes], "dropped.png", { type: "image/png" }));
  return dragged;
}"""


def paste(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(COPY, base64.b64encode(PICTURE["buffer"]).decode())
    page.locator("#section-live [role=textbox]").focus()
    page.keyboard.press("Control+V")


def drop(page):
    dragged = page.evaluate_handle(DRAGGED, base64.b64encode(PICTURE["buffer"]).decode())
    place = page.locator("#section-live [role=textbox]")
    place.dispatch_event("dragover", {"dataTransfer": dragged})
    expect(page.locator(".editor")).to_have_class(re.compile("takes-file"))
    place.dispatch_event("drop", {"dataTransfer": dragged})


def pick(page, file=PICTURE):
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Image or file").click()
    chooser.value.set_files(file)


@pytest.fixture
def writing(desks, bare):
    """A page on the summary of a draft, with words in it; and the draft's address."""

    def open_section(point="started", **options):
        desk = desks(bare, point)
        page = desk("owner", **options)
        enter(page, f"{desk.base}draft/summary/")
        write(page, "Before.")
        expect_saved(page)
        return page

    return open_section


@pytest.mark.parametrize("way", [paste, drop, pick], ids=lambda way: way.__name__)
def test_picture_is_told_in_words_and_shown_in_the_preview(writing, way):
    page = writing()
    way(page)
    asked = page.get_by_label("What the picture shows")
    expect(asked).to_be_focused()

    page.get_by_role("button", name="Put it in").click()
    expect(page.locator("[data-attach-why]:visible")).to_contain_text("Say in a few words")
    expect(asked).to_be_focused()
    assert "![" not in words(page)
    page.keyboard.type(ALT)
    page.keyboard.press("Enter")

    expect(page.locator(NEW)).to_have_count(0)
    expect(page.locator("#section-live [role=textbox]")).to_contain_text(f"![{ALT}](/")
    assert "Before." in words(page)
    expect_saved(page)
    page.get_by_role("button", name="Preview", exact=True).click()
    picture = page.locator("#section-preview").get_by_role("img", name=ALT)
    expect(picture).to_be_visible()
    page.wait_for_function(SHOWN, arg=picture.element_handle())


@pytest.mark.parametrize(
    ("name", "kind", "data", "why"),
    [
        ("drawing.svg", "image/svg+xml", b"<svg onload='alert(1)'/>", "SVG drawings can hold"),
        ("cut.png", "image/png", PICTURE["buffer"][:60], "cut short or damaged"),
        ("bomb.png", "image/png", pictures.png_of(90_000, 90_000), "more than 40 million pixels"),
        ("page.png", "image/png", b"<html><script>alert(1)</script>", "Its name says that it is"),
    ],
)
def test_refused_file_says_why_and_leaves_the_text_alone(writing, name, kind, data, why):
    page = writing()
    pick(page, {"name": name, "mimeType": kind, "buffer": data})
    alt = page.get_by_label("What the picture shows")
    if alt.is_visible():
        alt.fill(ALT)
    page.get_by_role("button", name="Put it in").click()

    expect(page.locator("[data-attach-why]:visible")).to_contain_text(why)
    assert words(page).strip() == "Before."
    page.get_by_role("button", name="Leave it").click()
    expect(page.locator("[data-attach]")).to_be_hidden()
    expect(page.get_by_role("button", name="Image or file")).to_be_focused()


@pytest.mark.parametrize("name", ["scan.png", "dump.bin"])
def test_fifty_megabytes_are_refused_in_words(writing, tmp_path, name):
    page = writing()
    large = tmp_path / name
    with large.open("wb") as file:
        file.write(PICTURE["buffer"] if name == "scan.png" else b"")
        file.truncate(50 * 1024 * 1024)
    pick(page, large)
    alt = page.get_by_label("What the picture shows")
    if alt.is_visible():
        alt.fill(ALT)
    page.get_by_role("button", name="Put it in").click()

    said = page.locator("[data-attach-why]:visible")
    expect(said).to_contain_text(re.compile(r"up to \d+|larger than|too large"), timeout=20_000)
    assert words(page).strip() == "Before."


def test_any_other_file_becomes_a_link_that_downloads(writing):
    page = writing()
    pick(page, {"name": "worker.log", "mimeType": "text/plain", "buffer": b"14:02 errors rise"})
    expect(page.get_by_label("What the picture shows")).to_be_hidden()
    page.get_by_role("button", name="Put it in").click()

    expect(page.locator("#section-live [role=textbox]")).to_contain_text("[worker.log](/")
    page.get_by_role("button", name="Preview", exact=True).click()
    with page.expect_download() as download:
        page.locator("#section-preview").get_by_role("link", name="worker.log").click()
    assert download.value.suggested_filename == "worker.log"


def test_phone_asks_for_the_words_without_scrolling_sideways(writing):
    page = writing(viewport=(360, 780), has_touch=True, is_mobile=True)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        pick(page, {**PICTURE, "name": "a-very-long-name-of-a-screenshot" * 4 + ".png"})
        expect(page.get_by_label("What the picture shows").last).to_be_focused()
        assert not scrolls_sideways(page)
        assert violations(page) == []
    page.get_by_label("What the picture shows").last.fill(ALT)
    page.get_by_role("button", name="Put it in").last.tap()

    expect(page.locator(NEW)).to_have_count(1)
    expect(page.locator("#section-live [role=textbox]")).to_contain_text(f"![{ALT}](/")
    assert not scrolls_sideways(page)


def test_two_files_at_once_are_asked_about_each(writing):
    page = writing()
    pick(page, [PICTURE, {**PICTURE, "name": "second.png"}])
    expect(page.locator(NEW)).to_have_count(2)
    page.keyboard.type("The first")
    page.keyboard.press("Enter")
    expect(page.locator(NEW)).to_have_count(1)
    expect(page.locator(NEW)).to_contain_text("second.png")
    page.get_by_label("What the picture shows").focus()
    page.keyboard.press("Escape")

    expect(page.locator(NEW)).to_have_count(0)
    assert words(page).count("![") == 1


def test_page_of_files_is_accessible_with_pictures_files_and_removed_ones(desks, bare):
    desk = desks(bare, "started")
    page = desk("owner")
    page.goto(f"{desk.base}files/")
    log = {"name": "a-log-with-a-long-name" * 6, "mimeType": "text/plain", "buffer": b"14:02"}
    for file in (PICTURE, log, {**PICTURE, "name": "wrong.png"}):
        page.set_input_files("input[name=file]", file)
        page.fill("[name=alt]", ALT)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.locator(".attachments").first).to_contain_text(file["name"])
    page.get_by_role("button", name="Remove wrong.png").click()
    page.get_by_text("Removed (1)").click()

    expect(page.get_by_role("button", name="Bring back wrong.png")).to_be_visible()
    for scheme, width in (("light", 1280), ("dark", 360)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
        assert not scrolls_sideways(page)


def test_without_scripts_the_page_of_files_does_the_same(desks, bare):
    desk = desks(bare, "started")
    page = desk("owner", java_script_enabled=False)
    page.goto(f"{desk.base}draft/summary/")
    page.locator("#section-form").get_by_role("link", name="Images and files").click()
    page.set_input_files("input[name=file]", PICTURE)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Say in a few words").first).to_be_visible()
    page.set_input_files("input[name=file]", PICTURE)
    page.fill("[name=alt]", ALT)
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_role("img", name=ALT)).to_be_visible()
    assert f"![{ALT}](/" in page.locator(".attachment-markdown").input_value()
