"""A real browser without a window, driven through chromedriver by the W3C WebDriver protocol.

The protocol is JSON over HTTP, and what the tests need of it is less than a client library would bring along.
"""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import tempfile
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-device-scale-factor=1",
]
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_KEYS = {"ArrowRight": "\ue014", "ArrowLeft": "\ue012", "Escape": "\ue00c", "Enter": "\ue007"}


def missing() -> str | None:
    """Return what is not installed, with the way to install it."""
    for program in ("chromium", "chromedriver"):
        if shutil.which(program) is None:
            return f"found no {program}: apt-get install chromium chromium-driver"
    return None


class Page:
    """What the browser shows."""

    def __init__(self, port: int, session: str) -> None:
        self._root = f"http://127.0.0.1:{port}/session/{session}"

    def open(self, path: Path) -> None:
        """Show a file."""
        request(f"{self._root}/url", {"url": path.as_uri()})

    def run(self, script: str) -> Any:
        """Return what a script gives."""
        return request(f"{self._root}/execute/sync", {"script": script, "args": []})

    def text(self, selector: str) -> str:
        """Return the text of the first element, as it is seen."""
        shown: str = self.run(f"return document.querySelector({json.dumps(selector)}).innerText")
        return shown

    def count(self, selector: str) -> int:
        """Return how many elements there are."""
        number: int = self.run(f"return document.querySelectorAll({json.dumps(selector)}).length")
        return number

    def click(self, selector: str) -> None:
        """Click on the first element, as a person does: it must be visible and uncovered."""
        query = {"using": "css selector", "value": selector}
        element = request(f"{self._root}/element", query)[_ELEMENT]
        request(f"{self._root}/element/{element}/click", {})

    def press(self, key: str) -> None:
        """Press and release a key."""
        code = _KEYS.get(key, key)
        strokes = [{"type": "keyDown", "value": code}, {"type": "keyUp", "value": code}]
        self._act({"type": "key", "id": "keyboard", "actions": strokes})

    def write(self, text: str) -> None:
        """Type a text into what has the focus."""
        for letter in text:
            self.press(letter)

    def drag(self, selector: str, start: float, end: float) -> None:
        """Drag from one share of an element's width to another, near its top."""
        box = self.run(
            f"const it = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            "return [it.left, it.top, it.width]"
        )
        left, top, width = box

        def move(share: float) -> dict[str, Any]:
            return {
                "type": "pointerMove",
                "duration": 0,
                "x": round(left + share * width),
                "y": round(top + 5),
            }

        down, up = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}
        self._act(
            {
                "type": "pointer",
                "id": "mouse",
                "parameters": {"pointerType": "mouse"},
                "actions": [move(start), down, move((start + end) / 2), move(end), up],
            }
        )

    def _act(self, source: dict[str, Any]) -> None:
        request(f"{self._root}/actions", {"actions": [source]})

    def complaints(self) -> list[str]:
        """Return what the browser complained of since the last call: failed scripts, forbidden requests."""
        entries = request(f"{self._root}/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries]

    def picture(self) -> bytes:
        """Return what is seen, as PNG."""
        return base64.b64decode(request(f"{self._root}/screenshot", method="GET"))


def request(url: str, body: dict[str, Any] | None = None, method: str = "POST") -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    asked = urllib.request.Request(url, data=data, headers=headers, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        said = json.load(error)["value"]
        message = f"{said['error']}: {said['message']}"
        raise RuntimeError(message) from None


@contextmanager
def browser(width: int = 1280, height: int = 1000) -> Generator[Page, None, None]:
    """Give a page of a fresh browser."""
    with tempfile.TemporaryDirectory() as profile, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        free.close()
        driver = subprocess.Popen(
            [shutil.which("chromedriver") or "chromedriver", f"--port={port}"],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert driver.stdout is not None
            # It says so when it listens.
            while "was started successfully" not in (line := driver.stdout.readline()):
                assert line, "chromedriver has ended"
            yield from _session(port, profile, width, height)
        finally:
            driver.terminate()
            driver.communicate()


def _session(port: int, profile: str, width: int, height: int) -> Generator[Page, None, None]:
    flags = [*_FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"]
    options = {"binary": shutil.which("chromium"), "args": flags}
    wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
    made = request(f"http://127.0.0.1:{port}/session", {"capabilities": {"alwaysMatch": wanted}})
    page = Page(port, made["sessionId"])
    try:
        yield page
    finally:
        request(f"http://127.0.0.1:{port}/session/{made['sessionId']}", method="DELETE")
