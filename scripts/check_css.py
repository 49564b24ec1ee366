"""Fail when the committed style sheet is not what its sources and the templates give. Needs `npm install`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMITTED = ROOT / "marketplace" / "static" / "css" / "shop.css"


def build(target: Path) -> str:
    """Build the sheet into ``target`` and return it."""
    source = "marketplace/styles/shop.css"
    command = ["node_modules/.bin/tailwindcss", "--input", source, "--output", str(target), "--minify"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return target.read_text(encoding="utf-8")


def main() -> int:
    """0 when the committed file is fresh, 1 when stale, 2 when the tools are not installed."""
    if not (ROOT / "node_modules" / ".bin" / "tailwindcss").exists():
        sys.stderr.write("Tailwind is not installed: run `npm install --no-save` first.\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        fresh = build(Path(folder) / "shop.css")
    if fresh == COMMITTED.read_text(encoding="utf-8"):
        return 0
    sys.stderr.write("marketplace/static/css/shop.css is stale: run `npm run build` and commit it.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
