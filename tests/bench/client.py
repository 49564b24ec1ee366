"""A small closed-loop HTTP/1.1 client: one keep-alive connection a worker, as little Python a request as possible."""

import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from urllib.parse import urlencode

from .figures import Figure, summarise


class BrokenAnswer(Exception):
    """The server answered something else than was expected."""


@dataclass
class Answer:
    status: int
    headers: dict[str, list[str]]
    body: bytes


@dataclass
class Connection:
    """One visitor: a connection and cookies."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._open()

    def _open(self) -> None:
        self._socket = socket.create_connection((self.host, self.port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")

    def get(self, path: str) -> Answer:
        return self._request("GET", path, b"")

    def post(self, path: str, data: dict[str, str]) -> Answer:
        return self._request("POST", path, urlencode(data).encode())

    def _request(self, method: str, path: str, body: bytes) -> Answer:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept-Encoding: identity"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
                f"Origin: http://{self.host}:{self.port}",
                "Sec-Fetch-Site: same-origin",
            ]
        self._socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        answer = self._read()
        for cookie in answer.headers.get("set-cookie", ()):
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return answer

    def _read(self) -> Answer:
        status = int(self._file.readline().split(b" ", 2)[1])
        headers: dict[str, list[str]] = {}
        while (line := self._file.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            headers.setdefault(name.lower(), []).append(value.strip())
        if "chunked" in headers.get("transfer-encoding", ()):
            return Answer(status, headers, self._read_chunks())
        return Answer(status, headers, self._file.read(int(headers.get("content-length", ["0"])[0])))

    def _read_chunks(self) -> bytes:
        parts = []
        while size := int(self._file.readline(), 16):
            parts.append(self._file.read(size))
            self._file.readline()
        self._file.readline()
        return b"".join(parts)

    def close(self) -> None:
        self._file.close()
        self._socket.close()


#: What one visitor does: gets a fresh connection object and a number, raises `BrokenAnswer` when something is wrong.
Visit = Callable[[Connection, int], None]


def _work(arguments: tuple[Visit, int, int, float, float, int]) -> tuple[list[float], int]:
    visit, port, threads, start_at, seconds, seed = arguments
    from concurrent.futures import ThreadPoolExecutor

    def loop(number: int) -> tuple[list[float], int]:
        connection = Connection("127.0.0.1", port)
        durations, errors = [], 0
        time.sleep(max(0.0, start_at - time.time()))
        end = start_at + seconds
        turn = 0
        while time.time() < end:
            connection.cookies.clear()
            began = time.perf_counter()
            try:
                visit(connection, seed + number * 100_003 + turn)
            except (BrokenAnswer, OSError, ValueError, IndexError):
                errors += 1
                connection.close()
                connection._open()
            durations.append(time.perf_counter() - began)
            turn += 1
        connection.close()
        return durations, errors

    with ThreadPoolExecutor(threads) as pool:
        results = list(pool.map(loop, range(threads)))
    return [d for result in results for d in result[0]], sum(result[1] for result in results)


def load(*, name: str, visit: Visit, port: int, clients: int = 16, seconds: float = 10, processes: int = 2) -> Figure:
    """`clients` visitors, each doing `visit` again and again for `seconds`."""
    start_at = time.time() + 3
    jobs = [(visit, port, clients // processes, start_at, seconds, seed * 1_000_003) for seed in range(processes)]
    with get_context("spawn").Pool(processes) as pool:
        results = pool.map(_work, jobs)
    durations: Sequence[float] = [d for result in results for d in result[0]]
    return summarise(name=name, durations=durations, seconds=seconds, errors=sum(result[1] for result in results))
