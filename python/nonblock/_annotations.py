"""GitHub annotations: warnings that appear beside the line in a pull request."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nonblock._watch_record import Frame

_OFF = frozenset({"", "0", "false"})


def are_wanted(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether the environment is a GitHub workflow."""
    return environment.get("GITHUB_ACTIONS", "").lower() not in _OFF


def warning(place: Frame | None, message: str, root: Path | None = None) -> str:
    """Return the workflow command for a warning; files are named from the root of the repository."""
    properties = "title=nonblock"
    if place is not None:
        file = Path(place.file)
        root = Path(os.environ.get("GITHUB_WORKSPACE") or root or Path.cwd())
        if file.is_relative_to(root):
            file = file.relative_to(root)
        properties = f"file={_property(file.as_posix())},line={place.line},{properties}"
    return f"::warning {properties}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
