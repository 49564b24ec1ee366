"""Find the Chromium that browser tests drive; as root on Debian, install it when it is absent. Prints its path.

Playwright's own download is not used: the tests name this program as `executable_path`.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Ethiopic and Arabic pages would be boxes on screenshots without fonts of their own.
PACKAGES = ("chromium", "fonts-noto-core")


def find() -> str | None:
    """CHROMIUM from the environment, else the first known name on the path."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Debian's package, by root only."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    quiet = {"stdin": subprocess.DEVNULL, "stdout": sys.stderr, "check": False}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], env=environment, **quiet)
    command = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *PACKAGES]
    subprocess.run(command, env=environment, **quiet)


def main() -> int:
    if not find():
        install()
    path = find()
    if not path:
        print("No Chromium found. Install Debian's package `chromium`, or set CHROMIUM=/path/to/it.", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
