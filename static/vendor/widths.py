"""Measure the vendored Inter for pictures whose text is placed on the server.

    python static/vendor/widths.py > postmortems/rendering/clock/widths.json

Needs fonttools and brotli (pip install fonttools brotli); run it after Inter was renewed. It prints
advance widths at weight 600, in thousandths of the font's size: one list of [first code point,
widths...] for each unbroken run of characters.
"""

import json
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).resolve().parent / "fonts"


def advances(path):
    font = instantiateVariableFont(TTFont(path), {"wght": 600})
    scale = 1000 / font["head"].unitsPerEm
    glyphs = font["hmtx"].metrics
    return {code: round(glyphs[name][0] * scale) for code, name in font.getBestCmap().items()}


def runs(widths):
    found = []
    for code in sorted(widths):
        if not found or code != found[-1][0] + len(found[-1]) - 1:
            found.append([code])
        found[-1].append(widths[code])
    return found


if __name__ == "__main__":
    measured = {}
    for subset in ("latin-ext", "latin"):
        measured |= advances(FONTS / f"inter-{subset}-wght-normal.woff2")
    print(json.dumps(runs(measured), separators=(",", ":")))
