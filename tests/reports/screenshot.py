"""Takes the picture of the HTML report that README and documentation show: `make screenshot`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nonblock import _binary

from . import browser

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SERVICE = REPOSITORY / "examples" / "watch" / "service.py"
PICTURE = REPOSITORY / "docs" / "images" / "watch-report.png"


def record(folder: Path) -> Path:
    """Record the example, and return the report."""
    path = folder / "report.html"
    shop = folder / "shop"
    shop.mkdir()
    shutil.copy(SERVICE, shop)
    # Preferred to others on a busy machine, if we may: the picture is about the example.
    service = subprocess.Popen(
        ["python", "service.py"],  # noqa: S607 - what the report shows as its command line
        executable=sys.executable,
        stdout=subprocess.PIPE,
        text=True,
        cwd=shop,
        preexec_fn=_prefer,  # noqa: PLW1509 - this program has one thread
    )
    assert service.stdout is not None
    service.stdout.readline()
    command = str(_binary.find_command())
    recording = [command, "watch", "record", "--pid", str(service.pid), "--duration", "5s"]
    try:
        subprocess.run(
            [*recording, "-o", str(path)],
            check=False,
            preexec_fn=_prefer,
        )
    finally:
        service.kill()
        service.communicate()
    return path


def _prefer() -> None:
    try:
        os.nice(-15)
    except PermissionError:
        return


def main() -> None:
    """Record, open, choose a place, and take the picture."""
    problem = browser.missing()
    if problem is not None:
        sys.exit(problem)
    with (
        tempfile.TemporaryDirectory(prefix="nonblock-") as folder,
        browser.browser(1280, 1380) as page,
    ):
        page.open(record(Path(folder)))
        page.run(
            "for (const it of document.querySelectorAll('#places td.where button'))"
            "  if (it.textContent === 'export_orders') it.click()"
        )
        # All stalls in full colour again; the chosen one stays.
        page.press("Escape")
        PICTURE.write_bytes(page.picture())
    sys.stdout.write(f"{PICTURE}: {PICTURE.stat().st_size // 1024} KB\n")


if __name__ == "__main__":
    main()
