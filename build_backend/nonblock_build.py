"""PEP 517 backend: builds the `nonblock` command, then lets maturin pack it.

maturin copies `nonblock.data/scripts/` into a wheel but does not fill it. So every hook that makes
a wheel first runs cargo for the command. All other hooks are maturin's own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, TypeAlias, cast

import maturin
from maturin import (
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

ConfigSettings: TypeAlias = dict[str, Any] | None

_ROOT = Path(__file__).resolve().parent.parent
_SCRIPTS = _ROOT / "nonblock.data" / "scripts"
_CARGO_BUILD = (
    "build",
    "--release",
    "--package=nonblock-cli",
    "--bin=nonblock",
    "--message-format=json-render-diagnostics",
)


def build_wheel(
    wheel_directory: str,
    config_settings: ConfigSettings = None,
    metadata_directory: str | None = None,
) -> str:
    """Builds a wheel with the extension and the command; returns its file name."""
    _place_command()
    return maturin.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(
    wheel_directory: str,
    config_settings: ConfigSettings = None,
    metadata_directory: str | None = None,
) -> str:
    """Builds an editable wheel: the Python files stay in place, the command is a copy."""
    _place_command()
    return maturin.build_editable(wheel_directory, config_settings, metadata_directory)


def _place_command() -> None:
    """Compiles the command and puts it where maturin looks for scripts."""
    executable = _compiled_command()
    _SCRIPTS.mkdir(parents=True, exist_ok=True)
    target = _SCRIPTS / executable.name
    # Rename, never overwrite: a command that is running cannot be written to ("text file busy").
    fresh = target.with_suffix(".new")
    shutil.copy2(executable, fresh)
    fresh.replace(target)


def _compiled_command() -> Path:
    """Returns the executable that cargo reports, wherever its target folder is."""
    environment = _environment_with_cargo()
    cargo = shutil.which("cargo", path=environment.get("PATH"))
    if cargo is None:
        sys.exit(
            "nonblock is compiled from Rust sources and found no `cargo` on PATH\n"
            "hint: install Rust from https://rustup.rs, open a new shell and try again"
        )
    build = subprocess.run(
        [cargo, *_CARGO_BUILD],
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if build.returncode != 0:
        sys.exit(
            f"cargo could not build the nonblock command (exit code {build.returncode})\n"
            "hint: the compiler's message is above; `rust-toolchain.toml` names the Rust it needs"
        )
    for line in build.stdout.splitlines():
        message = cast("dict[str, Any]", json.loads(line))
        executable = message.get("executable")
        if executable is not None and message["target"]["name"] == "nonblock":
            return Path(executable)
    sys.exit("cargo built the nonblock command but did not say where it is")


def _environment_with_cargo() -> dict[str, str]:
    """Returns an environment in which cargo is found, as maturin would arrange it.

    Where there is no cargo, maturin asks pip for `puccinialin`, which fetches a private Rust.
    """
    if shutil.which("cargo") or os.environ.get("MATURIN_NO_INSTALL_RUST"):
        return dict(os.environ)
    try:
        from puccinialin import setup_rust  # noqa: PLC0415
    except ImportError:
        return dict(os.environ)
    return {**os.environ, **setup_rust()}
