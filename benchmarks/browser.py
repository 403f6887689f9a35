"""As much of a browser as a measurement needs: cookies, one kept connection, forms with their token."""

import http.client
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

# Of every account of the demonstration.
PASSWORD = "LangSon@2026"  # noqa: S105 - shown on purpose


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    location: str
    body: bytes
    # Of one that asks to wait: how many seconds.
    wait: int = 0


class Browser:
    """One person at one machine; `address` is the machine's own address on the loopback network."""

    def __init__(self, port: int, *, address: str = "127.0.0.1", timeout: float = 60) -> None:
        self.connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=timeout, source_address=(address, 0) if address != "127.0.0.1" else None
        )
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form of a page that was read before: its token goes with it."""
        fields["csrfmiddlewaretoken"] = self.cookies.get("csrftoken", "")
        return self._ask("POST", path, urlencode(fields))

    def sign_in(self, login: str, password: str = PASSWORD, *, tries: int = 1, slowness: float = 1) -> int:
        """Sign in, and how many tries it took: who is asked to wait does so, so many times as long, and tries again."""
        self.get("/dang-nhap/")
        for number in range(1, tries + 1):
            answer = self.post("/dang-nhap/", login=login, password=password)
            if answer.status == 302:
                return number
            if not answer.wait:
                break
            time.sleep(answer.wait * slowness)
        raise RuntimeError(f"{login} cannot sign in: {answer.status}")

    def close(self) -> None:
        self.connection.close()

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            raise ConnectionError(str(error)) from error
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        wait = int(response.headers.get("Retry-After", 0))
        return Answer(response.status, response.headers.get("Location", ""), content, wait)
