"""The look keeps its promises: contrast, versions, a strict CSP, icons that exist."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text()

GROUNDS = ["paper", "surface", "sunken", "rule-2", "accent-soft"]
INKS = ["ink", "ink-2", "ink-3", "accent", "accent-hover", "ok", "warn", "bad", "info", "code"]
TONES = ["ok", "warn", "bad", "info"]
TEXT_PAIRS = [
    *[(ink, ground) for ink in INKS for ground in GROUNDS],
    *[(ink, f"{tone}-soft") for tone in TONES for ink in (tone, "ink", "ink-2", "accent")],
    *[("on-sev", f"sev{level}") for level in range(1, 6)],
    *[("on-av", f"av-{colour}") for colour in range(1, 9)],
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("surface", "bad"),
    ("ink", "mark"),
]
KINDS = re.findall(r"--(k-[\w-]+): #", TOKENS.split("}")[0])
SHAPE_PAIRS = [
    (shape, ground)
    for shape in ["ring", "field", "faint", *KINDS]
    for ground in ("paper", "surface", "accent-soft")
]


def palette(selector):
    """The colours of the first rule with this selector."""
    rule = re.search(re.escape(selector) + r" \{(.*?)\n\s*\}", TOKENS, re.S).group(1)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rule))


LIGHT = palette(":root")
DARK = LIGHT | palette('[data-theme="dark"]')


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """WCAG 2's contrast ratio of two colours."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_pale(colours, pairs, least):
    ratios = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    return {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_contrast_in_both_themes(colours):
    assert too_pale(colours, TEXT_PAIRS, 4.5) == {}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_shapes_that_mean_something_have_contrast(colours):
    assert len(KINDS) == 10
    assert too_pale(colours, SHAPE_PAIRS, 3) == {}


def test_following_the_device_gives_the_same_dark():
    assert palette('[data-theme="auto"]') == palette('[data-theme="dark"]')


def test_dark_changes_every_colour_but_the_avatars():
    assert {name for name in LIGHT if not re.fullmatch(r"(av-\d|on-av)", name)} == set(
        palette('[data-theme="dark"]')
    )


def test_stylesheets_use_only_tokens_that_exist():
    defined = set(re.findall(r"(--[\w-]+):", "".join(s.read_text() for s in SHEETS)))
    used = {name for sheet in SHEETS for name in re.findall(r"var\((--[\w-]+)", sheet.read_text())}
    assert used - defined == set()


def test_vendored_versions_are_the_ones_asked_for():
    wanted = json.loads((VENDOR / "package.json").read_text())["dependencies"]
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    assert {name: entry["version"] for name, entry in manifest.items()} == wanted
    locked = json.loads((VENDOR / "package-lock.json").read_text())["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert "resolved" not in (VENDOR / "package-lock.json").read_text()


def test_vendored_files_carry_the_version_of_the_manifest():
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    head = (VENDOR / "bootstrap.min.css").read_text()[:400]
    assert f"v{manifest['bootstrap']['version']} " in head
    assert f'version:"{manifest["htmx.org"]["version"]}"' in (VENDOR / "htmx.min.js").read_text()


def test_bundled_editor_brings_its_licences_and_no_code_from_words():
    bundle = (VENDOR / "editor.min.js").read_text()
    assert not re.search(r"\beval\(|\bnew Function\b|sourceMappingURL", bundle)
    entry = (VENDOR / "editor.entry.mjs").read_text()
    exported = {
        name.split(" as ")[-1].strip()
        for names in re.findall(r"export \{([^}]*)\}", entry)
        for name in names.split(",")
        if name.strip()
    }
    offered = bundle[bundle.rindex("export{") + 7 :].rstrip("};\n").split(",")
    assert {name.split(" as ")[-1] for name in offered} == exported
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    licences = (VENDOR / "licences" / "editor.txt").read_text()
    for package in re.findall(r"from \"(?:\./node_modules/)?((?:@[\w-]+/)?[\w.-]+)", entry):
        assert f"{package} {manifest[package]['version']}\n" in licences


def test_own_modules_use_what_the_editor_exports_and_stay_readable_in_size():
    entry = (VENDOR / "editor.entry.mjs").read_text()
    for module in (ROOT / "static" / "js").rglob("*.js"):
        text = module.read_text()
        assert len(text.splitlines()) <= 400, module.name
        for names in re.findall(r"import \{([^}]*)\} from \"[./]*vendor/editor", text):
            for name in filter(None, map(str.strip, names.split(","))):
                assert re.search(rf"\b{name}\b", entry), f"{module.name}: {name}"


def test_every_address_in_a_stylesheet_resolves():
    for sheet in [*SHEETS, *VENDOR.glob("*.css")]:
        text = sheet.read_text()
        # The shell's sheet names its parts, and holds them when it is sent.
        imports = [] if sheet.name != "shell.css" else re.findall('@import "(.*)";', text)
        assert all((sheet.parent / one).is_file() for one in imports), imports
        assert not re.search("sourceMappingURL", text), sheet.name
        assert text.count("@import") == len(imports), sheet.name
        for address in re.findall(r"url\([\"']?([^\"')]+)", text):
            assert address.startswith("data:") or (sheet.parent / address).is_file(), address


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_template_has_nothing_inline(path):
    text = path.read_text()
    assert not re.search(r"<[^>]*\sstyle\s*=", text), "a style attribute"
    assert "<style" not in text or path.stem.endswith("_mail")  # mail brings its own sheet
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text), "an inline handler"
    assert not re.search(r"\bhx-on[:=-]|href=[\"']javascript:", text), "an inline handler"
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes or 'type="application/json"' in attributes, "an inline script"
    assert len(text.splitlines()) <= 200


def test_every_icon_named_is_in_the_sprite():
    have = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "icons.svg").read_text()))
    named = {}
    for path in TEMPLATES:
        text = path.read_text()
        names = re.findall(r"{% icon \"([\w-]+)\"", text)
        names += re.findall(r"_icon\.html\" with name=\"([\w-]+)\"", text)
        names += re.findall(r"icons\.svg['\"] %}#([\w-]+)", text)
        named.update(dict.fromkeys(names, path.name))
    assert "search" in named
    assert {name: where for name, where in named.items() if name not in have} == {}
    assert have == set((VENDOR / "icons.txt").read_text().split())


def test_stylesheets_stay_readable_in_size():
    assert {s.name: n for s in SHEETS if (n := len(s.read_text().splitlines())) > 400} == {}
