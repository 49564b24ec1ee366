"""`python -m marketplace.simulators --port 8001`: serves until it is told to stop."""

import argparse
import os
import signal
import threading

STDIN = 0
THREADS = 8  # a call that is told to be slow holds one


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="marketplace.simulators", description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the process that started this one")
    return parser.parse_args()


def end_with_stdin() -> None:
    """The other end of the pipe closes however its process ends, kill -9 included."""
    while os.read(STDIN, 1024):  # not sys.stdin: the server's fork would inherit its lock, held for ever
        continue
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    options = arguments()
    from . import settings  # noqa: F401  refuses production here, before a port is opened

    if options.until_stdin_closes:
        threading.Thread(target=end_with_stdin, daemon=True).start()
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        target="marketplace.simulators.wsgi:application",
        address="127.0.0.1",
        port=options.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        workers_kill_timeout=2,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main()
