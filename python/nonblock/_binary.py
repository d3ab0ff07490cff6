"""Finds the native `nonblock` command that this installation brought, and becomes it."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = "nonblock" + (sysconfig.get_config_var("EXE") or "")


def find_command() -> Path:
    """Returns the path of the native command.

    Raises:
        FileNotFoundError: the installation has no command; the message says how to get it.
    """
    places = list(_places())
    for place in places:
        command = place / _NAME
        if command.is_file() and os.access(command, os.X_OK):
            return command
    looked = "\n".join(f"  {place}" for place in places)
    raise FileNotFoundError(
        f"the `{_NAME}` command is not installed beside the nonblock package; looked in\n{looked}\n"
        "hint: reinstall with `pip install --force-reinstall nonblock`; "
        "a build by `maturin develop` alone leaves the command out"
    )


def become_command() -> NoReturn:
    """Replaces this process by the native command, with the same arguments."""
    try:
        command = find_command()
    except FileNotFoundError as error:
        sys.exit(f"nonblock: {error}")
    os.execv(command, [str(command), *sys.argv[1:]])  # noqa: S606 - no shell is what we want


def _places() -> Iterator[Path]:
    """Yields the folders where installers put a wheel's scripts, the likeliest first."""
    yield Path(sysconfig.get_path("scripts"))
    package = Path(__file__).resolve().parent
    # `pip install --target DIR` and pip's own build environments: DIR/nonblock beside DIR/bin,
    # and PREFIX/lib/pythonX.Y/site-packages/nonblock beside PREFIX/bin.
    yield package.parent / "bin"
    if len(package.parents) > 3:  # noqa: PLR2004 - site-packages, pythonX.Y, lib, PREFIX
        yield package.parents[3] / "bin"
    yield Path(sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user")))
