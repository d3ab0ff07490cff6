"""What an installation of nonblock consists of, seen through its public doors."""

from __future__ import annotations

import importlib.metadata
import inspect
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import nonblock
from nonblock import _binary

_REPOSITORY = Path(__file__).resolve().parent.parent


def run_module(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nonblock", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_module_command_and_distribution_have_one_version() -> None:
    answer = run_module("--version")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split() == ["nonblock", nonblock.__version__]
    assert importlib.metadata.version("nonblock") == nonblock.__version__


def test_python_m_nonblock_hands_on_the_exit_code() -> None:
    assert run_module("--no-such-option").returncode == 2


def test_the_command_is_native_and_starts_no_python() -> None:
    assert _binary.find_command().read_bytes()[:4] == b"\x7fELF"


def test_a_missing_command_is_explained(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_binary, "_places", lambda: iter([tmp_path]))
    with pytest.raises(SystemExit) as stop:
        _binary.become_command()
    message = str(stop.value)
    assert str(tmp_path) in message
    assert "hint: reinstall with `pip install" in message
    assert capsys.readouterr().out == ""


def test_the_command_beside_a_target_installation_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def elsewhere(_name: str, _scheme: str = "") -> str:
        return str(tmp_path / "elsewhere")

    (tmp_path / "nonblock").mkdir()
    command = tmp_path / "bin" / "nonblock"
    command.parent.mkdir()
    command.write_bytes(b"")
    command.chmod(0o755)
    monkeypatch.setattr(_binary, "__file__", str(tmp_path / "nonblock" / "_binary.py"))
    monkeypatch.setattr(sysconfig, "get_path", elsewhere)
    assert _binary.find_command() == command


def test_type_checkers_are_told_that_the_package_is_typed() -> None:
    package = Path(inspect.getfile(nonblock)).parent
    assert (package / "py.typed").is_file()
    assert (package / "_native.pyi").is_file()


def test_every_public_name_exists_is_documented_and_stands_in_the_reference() -> None:
    reference = (_REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
    assert sorted(set(nonblock.__all__)) == sorted(nonblock.__all__)
    for name in nonblock.__all__:
        value = getattr(nonblock, name)
        if callable(value):
            assert inspect.getdoc(value), f"{name} has no docstring"
        assert re.search(rf"`(nonblock\.)?{name}\b", reference), f"docs/api.md does not name {name}"


def test_the_manual_page_names_every_subcommand() -> None:
    page = _REPOSITORY / "nonblock.data" / "data" / "share" / "man" / "man1" / "nonblock.1"
    manual = page.read_text(encoding="utf-8")
    usage = run_module("--help").stdout
    listing = usage.partition("Commands:\n")[2].partition("\n\n")[0]
    commands = re.findall(r"^  ([a-z-]+)", listing, flags=re.MULTILINE)
    assert commands, usage
    missing = [name for name in commands if name != "help" and f".B nonblock {name}" not in manual]
    assert not missing
