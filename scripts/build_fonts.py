"""Cut the self-hosted fonts out of the npm packages into marketplace/static/fonts.

Run by hand (`npm install --no-save`, then this script) when a font package changes; commit the result.
Needs fonttools and brotli from requirements-dev.txt. Axes are cut to what shop.css uses, because a weight
axis of 100 to 900 costs a third of the file and the pages only ask for 400 to 700.
"""

from __future__ import annotations

import io
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules" / "@fontsource-variable"
TARGET = ROOT / "marketplace" / "static" / "fonts"

ETHIOPIC = [*range(0x1200, 0x1380)]
ARABIC = [*range(0x0600, 0x0700), *range(0xFB50, 0xFC00), *range(0xFE70, 0xFEFF), 0x200C, 0x200D]
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026]


@dataclass(frozen=True)
class Cut:
    """One file to make: where from, which axes stay (a range) or are fixed (a number), which characters stay."""

    package: str
    source: str
    target: str
    axes: dict[str, float | tuple[float, float]]
    characters: list[int] | None = None


CUTS = [
    Cut("commissioner", "commissioner-latin-wght-normal", "commissioner-latin", {"wght": (400, 700)}),
    Cut("commissioner", "commissioner-latin-ext-wght-normal", "commissioner-latin-ext", {"wght": (400, 700)}),
    Cut("newsreader", "newsreader-latin-opsz-normal", "newsreader-latin", {"wght": (400, 600), "opsz": 40}, LATIN),
    Cut(
        "noto-sans-ethiopic",
        "noto-sans-ethiopic-ethiopic-wght-normal",
        "noto-sans-ethiopic",
        {"wght": (400, 700)},
        ETHIOPIC,
    ),
    Cut("noto-naskh-arabic", "noto-naskh-arabic-arabic-wght-normal", "noto-naskh-arabic", {"wght": (400, 700)}, ARABIC),
]


def subset(font: TTFont, characters: list[int]) -> None:
    """Keep only the given characters, with the ligatures and features that shape them."""
    options = Options()
    options.layout_features = ["*"]
    options.name_IDs = [0, 1, 2, 13, 14]
    options.notdef_outline = True
    cutter = Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)


def reloaded(font: TTFont) -> TTFont:
    """The font written and read again: the subsetter needs the compact tables a file has."""
    buffer = io.BytesIO()
    font.flavor = None
    font.save(buffer)
    buffer.seek(0)
    return TTFont(buffer, recalcTimestamp=False)


def build(cut: Cut) -> int:
    """Write one woff2 file; returns its size in bytes."""
    font = TTFont(PACKAGES / cut.package / "files" / f"{cut.source}.woff2", recalcTimestamp=False)
    present = {axis.axisTag for axis in font["fvar"].axes}
    font = instancer.instantiateVariableFont(font, {k: v for k, v in cut.axes.items() if k in present})
    if cut.characters:
        font = reloaded(font)
        subset(font, cut.characters)
    font.flavor = "woff2"
    path = TARGET / f"{cut.target}.woff2"
    font.save(path)
    shutil.copyfile(PACKAGES / cut.package / "LICENSE", TARGET / f"LICENSE-{cut.package}.txt")
    return path.stat().st_size


def main() -> None:
    """Build every cut and print the sizes."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for cut in CUTS:
        sys.stdout.write(f"{cut.target}.woff2 {build(cut) / 1024:.1f} kB\n")


if __name__ == "__main__":
    main()
