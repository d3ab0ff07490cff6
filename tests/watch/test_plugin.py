"""The pytest plugin: off unless asked, and then a test that blocks the loop fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]

pytest_plugins = ["pytester"]

BLOCKING = """
    import asyncio, time, pytest

    def test_blocks():
        async def main():
            time.sleep(0.25)
        asyncio.run(main())

    def test_behaves():
        asyncio.run(asyncio.sleep(0.01))
"""


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Run pytest on a file, with the plugin loaded as its entry point would."""

    def run_file(source: str, *args: str, plugin: bool = True) -> pytest.RunResult:
        pytester.makepyfile(source)
        loaded = ["-p", "nonblock._pytest_plugin"] if plugin else []
        return pytester.runpytest_subprocess("-p", "no:nonblock", *loaded, *args)

    return run_file


def test_nothing_is_watched_unless_asked(run: Run) -> None:
    run(BLOCKING).assert_outcomes(passed=2)


def test_a_test_that_blocks_the_loop_fails_with_the_report(run: Run) -> None:
    result = run(BLOCKING, "--nonblock")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "nonblock: the event loop was blocked for * ms: slept",
            "  --> *test_a_test_that_blocks_the_loop_fails_with_the_report.py:5 in test_blocks.<locals>.main",
            "      time.sleep(0.25)",
            "  help: in `test_blocks.<locals>.main` write `await asyncio.sleep(...)`",
            "*nonblock: event loop blocked*",
            "*test_blocks (call)",
        ]
    )


def test_the_threshold_may_be_raised(run: Run) -> None:
    run(BLOCKING, "--nonblock", "--nonblock-threshold=2s").assert_outcomes(passed=2)


def test_a_threshold_that_is_no_time_is_refused(run: Run) -> None:
    result = run(BLOCKING, "--nonblock-threshold=soon")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*'soon' is no threshold; write it as 100ms or 0.1s*"])


def test_the_configuration_may_ask(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nnonblock = true\nnonblock_threshold = 50ms\n")
    run(BLOCKING).assert_outcomes(passed=1, failed=1)


def test_a_marker_asks_for_one_test_and_may_set_its_threshold(run: Run) -> None:
    source = """
        import asyncio, time, pytest

        async def main():
            time.sleep(0.25)

        @pytest.mark.nonblock
        def test_watched(): asyncio.run(main())

        @pytest.mark.nonblock(threshold=5)
        def test_patient(): asyncio.run(main())

        @pytest.mark.nonblock(threshold="20ms")
        def test_strict():
            async def main():
                time.sleep(0.06)
            asyncio.run(main())

        def test_unwatched(): asyncio.run(main())
    """
    result = run(source, "--strict-markers")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["FAILED *::test_watched*", "FAILED *::test_strict*"])


def test_a_test_may_be_allowed_to_block(run: Run) -> None:
    source = """
        import asyncio, time, pytest

        pytestmark = pytest.mark.allow_blocking(reason="measures how long blocking takes")

        async def main():
            time.sleep(0.25)

        def test_allowed(): asyncio.run(main())

        @pytest.mark.nonblock
        def test_asked_after_all(): asyncio.run(main())
    """
    result = run(source, "--nonblock", "--strict-markers")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["FAILED *::test_asked_after_all*"])


def test_a_failure_of_the_test_itself_comes_first(run: Run) -> None:
    source = """
        import asyncio, time

        def test_times_out():
            async def main():
                time.sleep(0.25)
                assert False, "took too long"
            asyncio.run(main())
    """
    result = run(source, "--nonblock")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*took too long*", "*nonblock: the event loop was blocked for *"])


def test_a_fixture_that_blocks_is_an_error_of_the_set_up(run: Run) -> None:
    source = """
        import asyncio, time, pytest

        @pytest.fixture
        def slow():
            async def main():
                time.sleep(0.25)
            asyncio.run(main())

        def test_uses_it(slow): pass
    """
    result = run(source, "--nonblock")
    result.assert_outcomes(errors=1)


def test_async_tests_of_pytest_asyncio_are_watched(run: Run) -> None:
    pytest.importorskip("pytest_asyncio")
    source = """
        import pytest, time

        @pytest.mark.asyncio
        async def test_blocks():
            time.sleep(0.25)
    """
    run(source, "--nonblock").assert_outcomes(failed=1)
