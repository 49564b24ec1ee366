"""The project's virtual environment: made when it is missing, renewed when the requirements changed, else left alone.

Standard library only, because it runs before anything is installed.
Run by hand: `python3 scripts/environment.py [--dev]`; prints the path of the interpreter to use.
"""

import sys

OLDEST = (3, 11)
if sys.version_info < OLDEST:
    sys.exit(
        "Python {}.{} or newer is needed; this is {}.{}. Name another one: make demo PYTHON=python3.12".format(
            *OLDEST, *sys.version_info[:2]
        )
    )

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".installed.json"
VAR = ROOT / "var"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
CONSTRAINTS = "constraints.txt"


class StepFailed(Exception):
    """A step that cannot go on; its text is what the person at the keyboard needs."""


def fingerprint(*paths: Path, extra: str = "") -> str:
    """One hash over the contents of `paths`, in the given order."""
    digest = hashlib.sha256(extra.encode())
    for path in paths:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def venv_python(venv: Path = VENV) -> Path:
    """The interpreter inside the environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    return subprocess.run([str(python), "-c", "import pip"], capture_output=True, check=False).returncode == 0


def _create() -> None:
    answer = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if answer.returncode:
        raise StepFailed(
            "python -m venv failed. On Debian and Ubuntu: apt-get install python3-venv\n"
            + answer.stdout
            + answer.stderr
        )


def _wanted(names: tuple[str, ...]) -> dict[str, str]:
    version = "{}.{}".format(*sys.version_info[:2])
    constraints = [ROOT / CONSTRAINTS] if (ROOT / CONSTRAINTS).exists() else []
    return {name: fingerprint(ROOT / name, *constraints, extra=version) for name in names}


def _installed() -> dict[str, str]:
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def run_logged(command: list[str], *, log: Path, env: dict[str, str] | None = None, label: str = "") -> None:
    """Run `command` with its output in `log`; on a terminal show the seconds, on failure the log's end."""
    log.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, env=env)
        try:
            while process.poll() is None:
                show_seconds(label, started)
                time.sleep(0.2)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if process.returncode:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-40:])
        raise StepFailed(f"{' '.join(command[:6])} failed:\n{tail}")


def show_seconds(label: str, started: float) -> None:
    """A line that rewrites itself, on terminals only."""
    if label and sys.stdout.isatty():
        print(f"\r  {label} ... {time.monotonic() - started:.0f} s ", end="", flush=True)


def ensure(*, dev: bool = False, say: Callable[[str], None] = print) -> Path:
    """The environment's interpreter, with the pinned requirements installed. Raises StepFailed."""
    names = (RUNTIME, DEVELOPMENT) if dev else (RUNTIME,)
    wanted, python = _wanted(names), venv_python()
    usable = _works(python)
    if usable and wanted.items() <= _installed().items():
        return python
    if not usable:
        say("making .venv")
        _create()
    target = names[-1]
    say(f"installing {target} with pip (log: var/pip.log)")
    # Not compiled ahead: most modules are never imported, and Python compiles the others when they are.
    install = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-compile"]
    run_logged([*install, "-r", target], log=VAR / "pip.log", label="installing packages")
    STAMP.write_text(json.dumps({**_installed(), **wanted}, indent=1))
    return python


def main() -> None:
    try:
        print(ensure(dev="--dev" in sys.argv[1:], say=lambda text: print(text, file=sys.stderr)))
    except StepFailed as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
