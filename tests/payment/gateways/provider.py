"""A payment provider on 127.0.0.1: answers as it was told, remembers what it was asked."""

import contextlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Answer:
    """`body` is sent as it is when it is bytes, else as JSON."""

    status: int = 200
    body: object = b""
    delay: float = 0
    headers: dict = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    query: dict
    headers: dict
    body: bytes

    @property
    def form(self) -> dict:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def json(self) -> dict:
        return json.loads(self.body)


class Provider:
    """`on` says what it answers; `fail` makes it answer everything (or the next `times` requests) wrongly."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.routes: dict[tuple[str, str], Answer] = {}
        self.fault: Answer | None = None
        self.faults_left = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def on(self, method: str, prefix: str, body: object, status: int = 200) -> None:
        self.routes[method, prefix] = Answer(status, body)

    def fail(self, *, status: int = 500, body: object = b"", delay: float = 0, times: int = 1000, **headers) -> None:
        self.fault, self.faults_left = Answer(status, body, delay, headers), times

    def answer_to(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if self.fault and self.faults_left > 0:
            self.faults_left -= 1
            return self.fault
        fitting = [key for key in self.routes if key[0] == asked.method and asked.path.startswith(key[1])]
        return self.routes[max(fitting, key=lambda key: len(key[1]))] if fitting else Answer(404, {"nobody": "told me"})

    def paths(self) -> list[str]:
        return [f"{each.method} {each.path}" for each in self.asked]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            address = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, address.path, dict(parse_qsl(address.query)), headers, body)
            answer = provider.answer_to(asked)
            time.sleep(answer.delay)
            with contextlib.suppress(ConnectionError):  # the client has run out of patience
                self.send_response(answer.status)
                for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

        do_GET = do_POST = do_PUT = handle_any

        def log_message(self, *args) -> None:
            """Silent."""

    return Handler
