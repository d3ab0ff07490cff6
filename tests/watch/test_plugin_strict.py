"""The pytest plugin's strict mode: tests fail for calls that may block, with allow-lists and a baseline."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]

pytest_plugins = ["pytester"]

QUICK = """
    import asyncio, os

    def look():
        os.stat("/")

    async def main():
        print("output is no blocking call")
        look()

    def test_quick():
        asyncio.run(main())

    def test_clean():
        asyncio.run(asyncio.sleep(0))
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run pytest on a file, with the plugin loaded as its entry point would, and outside of GitHub."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    # The workers of xdist find the plugin by its entry point; both at once would be one too many.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run_file(source: str, *args: str) -> pytest.RunResult:
        pytester.makepyfile(test_it=source)
        return pytester.runpytest_subprocess("-p", "nonblock._pytest_plugin", *args)

    return run_file


def test_a_quick_call_passes_unless_the_mode_is_strict(run: Run) -> None:
    run(QUICK, "--nonblock").assert_outcomes(passed=2)
    result = run(QUICK, "--nonblock-strict")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "nonblock: the event loop's thread made a call that may block it",
            "  --> *test_it.py:4 in look",
            '      os.stat("/")',
            "      stat on / (disk, *",
            "  help: use `await nonblock.in_thread(...)`",
        ]
    )


def test_what_the_test_catches_is_seen_all_the_same(run: Run) -> None:
    source = """
        import asyncio, contextlib

        async def main():
            with contextlib.suppress(BaseException):
                open("/no/such/file")

        def test_swallows(): asyncio.run(main())
    """
    run(source, "--nonblock-strict").assert_outcomes(failed=1)


def test_the_configuration_and_the_marker_may_ask(run: Run, pytester: pytest.Pytester) -> None:
    source = """
        import asyncio, os, pytest

        async def main(): os.stat("/")

        @pytest.mark.nonblock(strict=False)
        def test_relaxed(): asyncio.run(main())

        @pytest.mark.nonblock(strict=True)
        def test_strict(): asyncio.run(main())

        def test_default(): asyncio.run(main())
    """
    run(source, "--strict-markers").assert_outcomes(passed=2, failed=1)
    pytester.makeini("[pytest]\nnonblock_strict = true\n")
    run(source).assert_outcomes(passed=1, failed=2)


@pytest.mark.parametrize(
    "pattern", ["look", "test_it.py", "*_it.py::lo*", "call:stat", "test_it.py::main"]
)
def test_functions_files_and_calls_may_be_allowed(
    run: Run, pytester: pytest.Pytester, pattern: str
) -> None:
    pytester.makeini(f"[pytest]\nnonblock_allow =\n    something_else\n    {pattern}\n")
    run(QUICK, "--nonblock-strict").assert_outcomes(passed=2)


def test_a_pattern_for_something_else_allows_nothing(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini(
        "[pytest]\nnonblock_allow =\n    loo\n    it.py\n    call:open\n    a.py::look\n"
    )
    run(QUICK, "--nonblock-strict").assert_outcomes(passed=1, failed=1)


def test_a_marker_may_allow_some_functions_only(run: Run) -> None:
    source = """
        import asyncio, os, pytest

        def look(): os.stat("/")
        def listen(): os.listdir("/")

        async def main():
            look()
            listen()

        @pytest.mark.allow_blocking("look", "listen", reason="at start-up")
        def test_both(): asyncio.run(main())

        @pytest.mark.allow_blocking("look")
        def test_one(): asyncio.run(main())
    """
    result = run(source, "--nonblock-strict", "--strict-markers")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.no_fnmatch_line("*in look*")


def test_a_baseline_lets_pass_what_it_knows_and_nothing_else(
    run: Run, pytester: pytest.Pytester
) -> None:
    baseline = "--nonblock-baseline=known.json"
    missing = run(QUICK, "--nonblock-strict", baseline)
    assert missing.ret != 0
    missing.stdout.fnmatch_lines(["*hint: --nonblock-update-baseline writes it*"])
    result = run(QUICK, "--nonblock-strict", baseline, "--nonblock-update-baseline")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["nonblock: wrote 1 entries to *known.json"])
    known = json.loads((pytester.path / "known.json").read_text())
    entry = {"file": "test_it.py", "function": "look", "call": "stat"}
    assert known == {"schema": 1, "allowed": [entry]}
    run("\n\n" + QUICK, "--nonblock-strict", baseline).assert_outcomes(passed=2)
    new = QUICK.replace("def look():", "def look():\n        os.listdir('/')")
    result = run(new, "--nonblock-strict", baseline)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.no_fnmatch_line("*stat on /*")


def test_a_stall_may_be_in_the_baseline_too(run: Run) -> None:
    source = """
        import asyncio, time
        async def main(): time.sleep(0.3)
        def test_slow(): asyncio.run(main())
    """
    baseline = "--nonblock-baseline=known.json"
    run(source, "--nonblock").assert_outcomes(failed=1)
    run(source, "--nonblock", baseline, "--nonblock-update-baseline").assert_outcomes(passed=1)
    run(source, "--nonblock", baseline).assert_outcomes(passed=1)


def test_a_baseline_is_not_written_without_a_name(run: Run) -> None:
    result = run(QUICK, "--nonblock-strict", "--nonblock-update-baseline")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*needs a file: --nonblock-baseline=FILE*"])


@pytest.mark.parametrize("text", ["{}", "[]", "no JSON", '{"schema": 2, "allowed": []}'])
def test_a_file_that_is_no_baseline_is_refused(
    run: Run, pytester: pytest.Pytester, text: str
) -> None:
    (pytester.path / "known.json").write_text(text)
    result = run(QUICK, "--nonblock-strict", "--nonblock-baseline=known.json")
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*nonblock: baseline *known.json: *"])


def test_workers_of_xdist_report_to_the_one_that_writes(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytest.importorskip("xdist")
    workers = ("-p", "xdist", "-n", "2", "--nonblock-strict")
    result = run(QUICK, *workers)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*nonblock: event loop blocked*", "*stat  *in look  *test_quick*"])
    baseline = "--nonblock-baseline=known.json"
    run(QUICK, *workers, baseline, "--nonblock-update-baseline").assert_outcomes(passed=2)
    assert len(json.loads((pytester.path / "known.json").read_text())["allowed"]) == 1
    run(QUICK, *workers, baseline).assert_outcomes(passed=2)


ASYNC = """
    import os, pytest

    pytestmark = pytest.mark.{marker}

    {fixture}

    @pytest.fixture
    async def resource():
        os.listdir("/")
        yield

    async def test_quick():
        os.stat("/")

    async def test_clean():
        pass

    async def test_with_a_fixture(resource):
        pass
"""


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
@pytest.mark.parametrize("plugin", ["pytest_asyncio", "anyio"])
def test_async_tests_and_fixtures_are_watched(run: Run, plugin: str, loop: str) -> None:
    pytest.importorskip(plugin)
    pytest.importorskip("uvloop")
    uses_uvloop = loop == "uvloop"
    if plugin == "anyio":
        options = {"use_uvloop": uses_uvloop}
        fixture = f'anyio_backend = pytest.fixture(lambda: ("asyncio", {options}))'
        args = ["-p", "anyio"]
    else:
        policy = "uvloop.EventLoopPolicy" if uses_uvloop else "asyncio.DefaultEventLoopPolicy"
        fixture = f"import asyncio, uvloop; event_loop_policy = pytest.fixture(lambda: {policy}())"
        args = ["-p", "pytest_asyncio.plugin", "-o", "asyncio_default_fixture_loop_scope=function"]
        args += ["-o", "asyncio_mode=auto"]
    marker = "asyncio" if plugin == "pytest_asyncio" else "anyio"
    result = run(ASYNC.format(marker=marker, fixture=fixture), "--nonblock-strict", *args)
    result.assert_outcomes(passed=1, failed=1, errors=1)
    result.stdout.fnmatch_lines(["*in resource*"])


def test_github_shows_the_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "::warning" not in run(QUICK, "--nonblock-strict").stdout.str()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", os.getcwd())
    result = run(QUICK, "--nonblock-strict")
    warning = "::warning file=*test_it.py,line=4,title=nonblock::`stat` may block the event loop (disk) in "
    result.stdout.fnmatch_lines([warning + "test_it.py[:][:]test_quick (call)"])
