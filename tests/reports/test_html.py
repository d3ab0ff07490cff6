"""The HTML report, opened in a real browser and clicked through."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from .conftest import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from .browser import Page
    from .conftest import Call, Start

SERVICE = REPOSITORY / "examples" / "watch" / "service.py"

HOSTILE = """
import asyncio, time

EVIL = "</script><img src=x onerror=window.hacked=1>\\u2028\\u202e<!--&quot;'`"

def block():
    time.sleep(0.2)

block.__code__ = block.__code__.replace(co_filename="/tmp/" + EVIL, co_name=EVIL, co_qualname=EVIL)

async def main():
    print("ready", flush=True)
    while True:
        async def handle():
            block()
        await asyncio.create_task(handle(), name=EVIL)
        await asyncio.sleep(0.05)

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, call: Call, start: Start) -> Path:
    """A recording of the example, in which each handler has blocked at least once."""
    path = tmp_path_factory.mktemp("report") / "service.html"
    with start(SERVICE) as service:
        done = call("record", "--pid", service.pid, "--duration", "5s", "--output", path)
    assert done.returncode == 1, done.stderr
    return path


@pytest.fixture
def shown(page: Page, report: Path) -> Page:
    page.complaints()
    page.open(report)
    return page


def number_of_stalls(page: Page) -> int:
    (number,) = re.findall(r"of (\d+)", page.text("#stall .range"))
    return int(number)


def test_the_policy_names_the_page_s_own_style_and_script_alone(report: Path) -> None:
    text = report.read_text()
    for element in ("style", "script"):
        (inside,) = re.findall(f"<{element}>(.*?)</{element}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        expected = f"{element}-src 'sha256-{digest}';"
        assert expected in text, f"write it into recording/html.rs: {digest}"


def test_a_report_opens_without_a_complaint_and_says_what_was_worst(shown: Page) -> None:
    assert shown.text("h1").startswith("The event loop was blocked ")
    assert "service.py" in shown.text("#about")
    assert shown.count("#tiles li") == 5
    assert shown.count("#tracks canvas") == 1
    # The most expensive place comes first, with its longest stall beside it.
    first = shown.text("#places tbody td.where button")
    assert shown.text("#stall .place b") == first
    assert "nonblock rule" in shown.text("#stall") or "CPU quota" in shown.text("#stall .cure")
    assert shown.complaints() == []


def test_the_source_line_is_shown_and_marked(shown: Page) -> None:
    shown.run("document.querySelector('#search').value = ''")
    for number in range(shown.count("#places tbody tr")):
        if "load_report" in shown.text(f"#places tbody tr:nth-child({number + 1}) td.where"):
            shown.click(f"#places tbody tr:nth-child({number + 1}) td.where button")
            break
    assert shown.text("#stall pre .hot").split(maxsplit=1)[1] == "time.sleep(0.25)"
    assert "handle_report ← Task-1" in shown.text("#stall .facts")


def test_a_place_is_chosen_and_left_by_a_click(shown: Page) -> None:
    shown.click("#places tbody tr:nth-child(2) td.where button")
    assert shown.count("#places tr.on") == 1
    assert shown.text("#stall .place b") == shown.text("#places tr.on td.where button")
    assert shown.count("#scopes button") == 3
    shown.click("#places tr.on td.where button")
    assert shown.count("#places tr.on") == 0


def test_keys_go_from_stall_to_stall_and_zoom(shown: Page) -> None:
    number = number_of_stalls(shown)
    assert number > 2
    before = shown.text("#stall .range")
    shown.press("ArrowRight")
    assert shown.text("#stall .range") != before
    shown.press("ArrowLeft")
    assert shown.text("#stall .range") == before
    whole = shown.text("#range")
    shown.press("z")
    assert shown.text("#range") != whole
    shown.press("0")
    assert shown.text("#range") == whole
    shown.press("+")
    assert shown.text("#range") != whole
    shown.press("Escape")
    assert shown.text("#range") == whole


def test_the_timeline_is_zoomed_by_dragging_and_a_stall_is_chosen_by_a_click(shown: Page) -> None:
    whole = shown.text("#range")
    shown.drag("#tracks canvas", 0.2, 0.4)
    assert shown.text("#range") != whole
    shown.click("#zoom-all")
    assert shown.text("#range") == whole
    chosen = set[str]()
    for share in range(2, 98, 2):
        shown.drag("#tracks canvas", share / 100, share / 100)
        chosen.add(shown.text("#stall .range"))
    assert len(chosen) > 2


def click_flame(page: Page, function: str) -> None:
    page.run(
        "for (const it of document.querySelectorAll('#flames button'))"
        f"  if (it.textContent === {function!r}) it.id = 'wanted'"
    )
    page.click("#wanted")


def test_the_flame_graph_zooms_and_says_where_a_frame_is(shown: Page) -> None:
    shown.click("#scopes button[data-scope=all]")
    frames = shown.count("#flames button")
    assert {"handle_report", "load_report", "export_orders"} <= set(shown.text("#flames").split())
    click_flame(shown, "load_report")
    assert shown.count("#flames button.dim") == 1
    assert shown.text("#flames").split() == ["handle_report", "load_report"]
    assert re.search(r"^load_report .*service\.py:\d+ .*%$", shown.text("#pointed"))
    click_flame(shown, "load_report")
    assert shown.count("#flames button") == frames
    # A sample between two callbacks has no other frames, and then these are shown without being asked for.
    without = shown.text("#flames")
    shown.click("#loop-frames")
    assert "Handle._run" in shown.text("#flames")
    assert shown.text("#flames") != without
    shown.click("#loop-frames")
    assert shown.text("#flames") == without


def test_the_table_is_searched_and_sorted(shown: Page) -> None:
    shown.press("/")
    shown.write("load_report")
    assert shown.count("#places tbody tr") == 1
    shown.press("Escape")
    assert shown.count("#places tbody tr") > 1
    shown.click("#places button[data-column=where]")
    names: list[str] = shown.run(
        "return [...document.querySelectorAll('#places td.where button')].map((it) => it.innerText)"
    )
    assert names == sorted(names)


def test_light_and_dark_are_one_key_apart(shown: Page) -> None:
    colour = "return getComputedStyle(document.body).backgroundColor"
    light = shown.run(colour)
    shown.press("t")
    dark = shown.run(colour)
    assert light != dark
    shown.click("#theme")
    assert shown.run(colour) == light


def test_names_of_the_program_are_text_and_nothing_else(
    page: Page, call: Call, start: Start, tmp_path: Path
) -> None:
    path = tmp_path / "hostile.html"
    with start(HOSTILE) as program:
        done = call("record", "--pid", program.pid, "--duration", "1.5s", "-o", path)
    assert done.returncode == 1, done.stderr
    page.open(path)
    assert page.run("return window.hacked") is None
    assert page.count("img") == 0
    evil = "</script><img src=x onerror=window.hacked=1>\ufffd\ufffd<!--&quot;'`"
    assert page.text("#places td.where button") == evil
    assert evil in page.text("#stall .facts")
    assert page.text("#flames button:last-child") == evil
    assert page.complaints() == []
    # Even markup that got in would do nothing: the policy forbids it.
    page.run("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=window.hacked=1>')")
    assert any("Content Security Policy" in it for it in page.complaints())
    assert page.run("return window.hacked") is None


def test_a_loop_that_was_never_blocked_is_said_so(
    page: Page, call: Call, start: Start, tmp_path: Path
) -> None:
    path = tmp_path / "calm.html"
    with start(SERVICE) as service:
        args = ("--threshold", "50s", "--duration", "1s", "-o", path)
        done = call("record", "--pid", service.pid, *args)
    assert done.returncode == 0, done.stderr
    page.open(path)
    assert page.text("h1") == "The event loop was never blocked for 50.0 s or longer"
    assert page.complaints() == []
