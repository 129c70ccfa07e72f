"""A cheap HTTP client for benches: one kept connection, bytes in, bytes out."""

import json
import re
import socket
import time
import urllib.parse
from dataclasses import dataclass, field

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass
class Wire:
    """One connection to a product on the loopback."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    _socket: socket.socket | None = None

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "application/json"
    ) -> tuple[int, bytes, float]:
        """Status, body and seconds of one request."""
        head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        head += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.cookies:
            head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            head += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        started = time.perf_counter()
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), 60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall("\r\n".join([*head, "", ""]).encode() + body)
        status, said = self._read(self._socket)
        return status, said, time.perf_counter() - started

    def _read(self, peer: socket.socket) -> tuple[int, bytes]:
        got = b""
        while b"\r\n\r\n" not in got:
            more = peer.recv(65536)
            if not more:
                raise ConnectionError("the server hung up")
            got += more
        head, _, body = got.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        fields = [line.partition(":") for line in lines[1:]]
        length = next((int(value) for name, _, value in fields if name.lower() == "content-length"), 0)
        for name, _, value in fields:
            if name.lower() == "set-cookie":
                cookie, _, words = value.strip().partition(";")[0].partition("=")
                self.cookies[cookie] = words
        while len(body) < length:
            body += peer.recv(65536)
        return int(lines[0].split()[1]), body

    def post(self, path: str, said: object) -> tuple[int, dict[str, object], float]:
        status, body, seconds = self.ask("POST", path, json.dumps(said, ensure_ascii=False).encode())
        return status, json.loads(body), seconds

    def sign_in(self, username: str, password: str) -> None:
        """By the form, as a person does. Raises RuntimeError when the product says no."""
        page = self.ask("GET", "/console/sign-in/")[1].decode()
        token = TOKEN.search(page)
        said = {"username": username, "password": password, "csrfmiddlewaretoken": token[1] if token else ""}
        form = urllib.parse.urlencode(said).encode()
        status = self.ask("POST", "/console/sign-in/", form, "application/x-www-form-urlencoded")[0]
        if status != 302:
            raise RuntimeError(f"{username} could not sign in: {status}")
