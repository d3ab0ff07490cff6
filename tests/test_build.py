"""The PEP 517 backend: what it packs, and what it says when it cannot build."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import nonblock_build
import pytest

import nonblock

_REPOSITORY = Path(__file__).resolve().parent.parent


def test_a_wheel_holds_the_extension_the_command_and_the_types(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(tmp_path), str(_REPOSITORY)], check=True, timeout=900)
    (wheel,) = tmp_path.glob("nonblock-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        command = archive.getinfo(f"nonblock-{nonblock.__version__}.data/scripts/nonblock")
    assert any(name.startswith("nonblock/_native.") and name.endswith(".so") for name in names)
    assert "nonblock/py.typed" in names
    assert command.external_attr >> 16 & 0o111 == 0o111, "the command is not executable"
    assert not [name for name in names if name.startswith(("tests/", "crates/"))]


def test_a_source_distribution_holds_every_crate_and_the_lock_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (_REPOSITORY / ".git").exists():
        pytest.skip("a source distribution is made from a git checkout")
    monkeypatch.chdir(_REPOSITORY)
    name = nonblock_build.build_sdist(str(tmp_path))
    with tarfile.open(tmp_path / name) as archive:
        # The archive was made a line above; Python 3.10 and early 3.11 know no `filter`.
        archive.extractall(tmp_path)  # noqa: S202
    unpacked = tmp_path / name.removesuffix(".tar.gz")
    metadata = ["cargo", "metadata", "--format-version=1", "--locked", "--no-deps"]
    subprocess.run(metadata, cwd=unpacked, check=True, capture_output=True, timeout=120)
    for crate in (_REPOSITORY / "crates").glob("*/Cargo.toml"):
        assert (unpacked / crate.relative_to(_REPOSITORY)).is_file()
    assert (unpacked / "build_backend" / "nonblock_build.py").is_file()


def test_a_build_without_cargo_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match=r"install Rust from https://rustup\.rs"):
        nonblock_build.build_wheel("unused")
