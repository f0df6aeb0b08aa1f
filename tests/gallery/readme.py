"""``python -m tests.gallery.readme [FOLDER]``: the pictures of the README, from a fresh demo.

Always the same size, language and time zone; light and dark of each.
"""

import json
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.installation import BASE_DIR, Installation

SIZE = {"width": 1360, "height": 900}
SCHEMES = ("light", "dark")
# The fullest of each: a picture of an almost empty page tells nothing.
ASK = """
import json
from django.db.models import Count
from postmortems.models import Postmortem
from reviews.models import Stop
full = Postmortem.objects.filter(discarded_at=None).annotate(
    size=Count("incident__timeline")).order_by("-size", "pk")
drafts = full.filter(state="draft", owner__name__startswith="Maya", returned_at=None)
stop = Stop.objects.annotate(size=Count("entry__perspectives")).order_by("-size", "pk").first()
print(json.dumps({
    "published": full.filter(state="finalized").first().get_absolute_url(),
    "draft": f"/postmortems/{drafts.first().pk}/draft/timeline/",
    "meeting": f"{stop.meeting.get_absolute_url()}?stop={stop.pk}",
}))
"""


def take(page, name, address, folder, scheme):
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=folder / f"{name}-{scheme}.png")


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as private,
        Installation(Path(private)) as installation,
        sync_playwright() as driver,
    ):
        told = installation.manage("shell", "--verbosity=0", "-c", ASK)
        addresses = json.loads(told.strip().splitlines()[-1])
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for scheme in SCHEMES:
            for person, names in PEOPLE.items():
                context = browser.new_context(
                    base_url=installation.address,
                    viewport=SIZE,
                    color_scheme=scheme,
                    reduced_motion="reduce",
                    locale="en-GB",
                    timezone_id="UTC",
                )
                page = context.new_page()
                page.goto("/account/login/")
                page.get_by_role("button", name=person).click()
                page.wait_for_url("**/")
                for name in names:
                    take(page, name, addresses.get(name, "/"), folder, scheme)
                context.close()


PEOPLE = {"Maya Reyes": ("published", "home", "draft"), "Amara Okafor": ("meeting",)}

if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else BASE_DIR / "docs" / "pictures")
