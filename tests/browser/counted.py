"""Hands that count what they do: clicks, taps or keys. The letters of the words are apart."""

from .person import MOST_TABS, Keyboard, Mouse

FOCUSED = "control => control.contains(document.activeElement)"
NOWHERE_YET = "document.activeElement === document.body"
BEHIND_SKIP = "control => Boolean(control.closest('main')) && !control.hasAttribute('autofocus')"


class CountedMouse(Mouse):
    """A field that has the focus already needs no click; to choose from a list takes two."""

    unit = "clicks"

    def __init__(self, page):
        super().__init__(page)
        self.presses = self.letters = 0

    def touch(self, control):
        self.presses += 1
        control.click()

    def press(self, control):
        self.touch(control)

    def write(self, field, text):
        if not field.evaluate(FOCUSED):
            self.touch(field)
        self.letters += len(text)
        if field.get_attribute("contenteditable"):
            self.page.keyboard.insert_text(text)
        else:
            super().write(field, text)

    def choose(self, field, label):
        self.presses += 2
        super().choose(field, label)

    def tick(self, box):
        if not box.is_checked():
            self.touch(box)

    def add(self, field):
        """The button of the field's form."""
        self.touch(field.locator("xpath=ancestor::form//button[@type='submit']").first)


class CountedFinger(CountedMouse):
    """The same on glass."""

    unit = "taps"

    def touch(self, control):
        self.presses += 1
        control.tap()


class CountedKeyboard(Keyboard):
    """Tabs forward only, over the header of a new page by its own way, "Skip to the content"."""

    unit = "keys"

    def __init__(self, page):
        super().__init__(page)
        self.presses = self.letters = 0

    def key(self, name):
        self.presses += 1
        self.page.keyboard.press(name)

    def reach(self, control):
        control.wait_for(state="visible")
        if control.evaluate(BEHIND_SKIP) and self.page.evaluate(NOWHERE_YET):
            self.key("Tab")
            self.key("Enter")
        for _ in range(MOST_TABS):
            if control.evaluate(FOCUSED):
                return
            self.key("Tab")
        raise AssertionError(f"Tab never reached {control}")

    def press(self, control):
        self.reach(control)
        self.key("Enter")

    def write(self, field, text):
        self.letters += len(text)
        super().write(field, text)

    def choose(self, field, label):
        self.letters += len(label)
        super().choose(field, label)

    def tick(self, box):
        if not box.is_checked():
            self.reach(box)
            self.key("Space")

    def add(self, field):
        self.key("Enter")
