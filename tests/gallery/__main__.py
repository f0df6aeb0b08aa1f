"""``python -m tests.gallery [FOLDER] [SCREEN …]``: take the pictures and write ``index.html``.

Each kind of rows gets a database and a server of its own. SCREEN limits the work to the
names that begin so.
"""

import json
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.installation import BASE_DIR, Installation

from .screens import screens_for

ROWS = ("none", "one", "many", "overlong")
SIZES = {1440: 900, 360: 780}
SCHEMES = ("light", "dark")
TALLEST = 6000  # px: further down a picture shows only more of the same


class Rows(Installation):
    """An installation whose database holds none, one, many or overlong rows."""

    def __init__(self, folder, kind):
        super().__init__(folder)
        self.kind = kind
        self._environment |= {"DEMO": "0", "INSECURE_HTTP": "1"}

    def start(self):
        self.manage("migrate", "--verbosity=0")
        self.manage("collectstatic", "--noinput", "--verbosity=0")
        built = subprocess.run(
            [sys.executable, "-m", "tests.gallery.rows", self.kind],
            cwd=BASE_DIR,
            env=self._environment,
            capture_output=True,
            text=True,
        )
        assert built.returncode == 0, built.stdout + built.stderr
        self.built = json.loads(built.stdout.splitlines()[-1])
        super(Installation, self).start()


def take_pictures(browser, installation, folder, wanted):
    """Pictures of one installation; yields what the contact sheet and the log say of each."""
    screens = [
        one
        for one in screens_for(installation.kind, installation.built["subjects"])
        if one[0].startswith(wanted)
    ]
    for scheme in SCHEMES:
        for width, height in SIZES.items():
            context = browser.new_context(
                base_url=installation.address,
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                reduced_motion="reduce",
                locale="en-GB",
                is_mobile=width < 500,
                has_touch=width < 500,
            )
            page = context.new_page()
            for name, who, address in screens:
                context.clear_cookies()
                if who:
                    context.add_cookies([cookie(installation, who)])
                status = page.goto(address).status
                tall = page.evaluate("document.documentElement.scrollHeight")
                picture = f"{name}-{installation.kind}-{width}-{scheme}.png"
                page.screenshot(
                    path=folder / picture,
                    full_page=True,
                    clip={
                        "x": 0,
                        "y": 0,
                        "width": width,
                        "height": min(max(tall, height), TALLEST),
                    },
                )
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                yield name, installation.kind, width, scheme, picture, status, wide
            context.close()


def cookie(installation, who):
    key = installation.built["sessions"][who]
    return {"name": "sessionid", "value": key, "url": installation.address}


def contact_sheet(pictures):
    """All pictures in rows by screen, small, each leading to its full size."""
    rows = {}
    for name, kind, width, scheme, picture, *_ in pictures:
        alt = escape(f"{name}, {kind}, {width} px, {scheme}")
        image = f'<img loading="lazy" src="{picture}" alt="{alt}">'
        rows.setdefault(name, []).append(f'<a href="{picture}" title="{alt}">{image}</a>')
    body = "".join(
        f"<h2 id={name}>{name}</h2><p>{''.join(all_)}</p>" for name, all_ in rows.items()
    )
    style = (
        "body{font:15px system-ui;margin:2rem;background:#888}p{display:flex;gap:10px;"
        "flex-wrap:wrap;align-items:flex-start}img{height:300px;max-width:460px;"
        "object-fit:cover;object-position:top}h2{margin:1.5rem 0 .3rem}"
    )
    return f"<!doctype html><meta charset=utf-8><title>Gallery</title><style>{style}</style>{body}"


def main(folder, wanted):
    folder.mkdir(parents=True, exist_ok=True)
    pictures = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for kind in ROWS:
            with (
                tempfile.TemporaryDirectory() as private,
                Rows(Path(private), kind) as installation,
            ):
                for shown in take_pictures(browser, installation, folder, wanted):
                    pictures.append(shown)
                    name, kind, width, scheme, _, status, wide = shown
                    if status >= 500 or wide:
                        print(f"{name} {kind} {width} {scheme}: {status}", "scrolls" * wide)
    (folder / "index.html").write_text(contact_sheet(sorted(pictures)))
    print(f"{len(pictures)} pictures; open {folder / 'index.html'}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/gallery"), tuple(sys.argv[2:]) or ("",))
