"""Someone at a browser, with a hand of their own: a mouse, or the keyboard and nothing else."""

import re
from datetime import time

from playwright.sync_api import expect

MOST_TABS = 400
UNSETTLED = ".htmx-request, .htmx-swapping, .htmx-settling"


def is_answer(response):
    """The page or fragment that a press leads to, after any redirect."""
    kind = response.request.resource_type
    return kind in ("document", "xhr", "fetch") and not 300 <= response.status < 400


def option_of(field, label):
    """The radio button of a group whose label begins like this."""
    name = field.get_attribute("name")
    group = field.locator(f"xpath=ancestor::form//input[@name='{name}']")
    for option in group.all():
        if option.evaluate("option => option.labels[0].innerText").strip().startswith(label):
            return option
    raise AssertionError(f"{name} has no option {label}")


class Mouse:
    """Clicks and types, as most people do."""

    def __init__(self, page):
        self.page = page

    def press(self, control):
        control.click()

    def write(self, field, text):
        field.fill(text)

    def choose(self, field, label):
        # By the beginning of its words, as typing it would.
        option = field.locator("option", has_text=re.compile(rf"^\s*{re.escape(label)}")).first
        field.select_option(value=option.get_attribute("value"))

    def tick(self, box):
        box.check()

    def pick(self, field, label):
        self.tick(option_of(field, label))


class Keyboard:
    """Tab, Enter, Space and letters. A control that Tab does not reach can't be used."""

    def __init__(self, page):
        self.page = page

    def reach(self, control):
        control.wait_for(state="visible")
        for _ in range(MOST_TABS):
            if control.evaluate("control => control === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {control}")

    def press(self, control):
        self.reach(control)
        self.page.keyboard.press("Enter")

    def write(self, field, text):
        self.reach(field)
        kind = field.get_attribute("type")
        if kind == "date":  # month, day, year: this Chromium's inputs are American
            year, month, day = text.split("-")
            self.page.keyboard.type(month + day + year)
        elif kind == "time":
            self.page.keyboard.type(f"{time.fromisoformat(text):%I%M%p}")
        else:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(text)

    def choose(self, field, label):
        self.reach(field)
        self.page.keyboard.type(label, delay=5)

    def tick(self, box):
        self.reach(box)
        if not box.is_checked():
            self.page.keyboard.press("Space")

    def pick(self, field, label):
        """Tab reaches a group of radio buttons once; arrows go on inside it."""
        option = option_of(field, label)
        group = field.locator(f"xpath=ancestor::form//input[@name='{field.get_attribute('name')}']")
        chosen = [radio for radio in group.all() if radio.is_checked()]
        self.reach(chosen[0] if chosen else group.first)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if option.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows never reached {label}")


class Person:
    """Does one thing after another, and looks at what the page answers."""

    def __init__(self, page, hand=Mouse):
        self.page = page
        self.hand = hand(page)

    def go(self, path):
        response = self.page.goto(path)
        assert response.status == 200, f"{path}: {response.status}"

    def press(self, name, *, inside=None, link=False, last=False):
        """Press the button (or follow the link) of this name, and wait for the answer."""
        scope = inside or self.page
        name = re.compile(name) if isinstance(name, str) else name
        role = "link" if link else "button"
        controls = scope.get_by_role(role, name=name)
        if not controls.count():
            controls = scope.get_by_role(role, name=name, include_hidden=True)
        control = controls.last if last else controls.first
        self.unfold(control)
        with self.page.expect_response(is_answer):
            self.hand.press(control)
        self.page.wait_for_load_state("domcontentloaded")
        expect(self.page.locator(UNSETTLED)).to_have_count(0)

    def follow(self, name, **where):
        self.press(name, link=True, **where)

    def form(self, field):
        """The form that holds a field of this name."""
        return self.page.locator(f"form:has([name={field}])").first

    def fill(self, form, **values):
        """Fill fields by name: a label for a select, ``True`` for a box. Opens *more* itself."""
        for name, value in values.items():
            field = form.locator(f"[name={name}]").first
            self.unfold(field)
            if value is True:
                self.hand.tick(field)
            elif field.evaluate("field => field.tagName") == "SELECT":
                self.hand.choose(field, value)
            elif field.get_attribute("type") == "radio":
                self.hand.pick(field, value)
            else:
                self.hand.write(field, value)

    def write(self, text):
        """Make the text of the section on the screen this one, and wait until it is saved.

        Where scripts run, several people write in it at once and nothing is to be pressed.
        """
        form = self.page.locator("form:has([name=base]):has(textarea[name=text])").first
        self.page.wait_for_load_state("load")
        if form.locator("[data-live]").count() and not form.locator("[data-tools][hidden]").count():
            place = form.locator("[role=textbox]")
            place.wait_for(state="attached")
            self.unfold(place)
            self.hand.write(place, text)
            expect(form.locator("[data-live-state=saved]")).to_be_visible()
        else:
            self.fill(form, text=text)
            self.press("^Save", inside=form)

    def unfold(self, field):
        """Open whatever *more* a field waits behind, from the outside in."""
        closed = field.locator("xpath=ancestor::details[not(@open)]/summary >> visible=true")
        while closed.count() and not field.is_visible():
            self.hand.press(closed.first)
            field.page.wait_for_timeout(20)
        field.wait_for(state="visible")

    def reads(self, *sentences):
        for sentence in sentences:
            self.page.get_by_text(sentence).first.wait_for(state="attached")
