"""`collect`, `gather`, `as_completed`: what nonblock adds to aioextensions' promises."""

from __future__ import annotations

import asyncio
import contextvars
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any, cast

import pytest

import nonblock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


async def value(n: int) -> int:
    await asyncio.sleep(0)
    return n


async def fail(n: int) -> int:
    await asyncio.sleep(0)
    raise ValueError(n)


def test_exceptions_are_results_if_asked_for() -> None:
    async def main() -> tuple[Any, ...]:
        items = [value(0), fail(1), value(2), fail(3)]
        return await nonblock.collect(items, workers=2, return_exceptions=True)

    first, second, third, fourth = nonblock.run(main())
    assert (first, third) == (0, 2)
    assert (second.args, fourth.args) == ((1,), (3,))


def test_an_item_cancelled_from_inside_is_a_result_and_its_worker_goes_on() -> None:
    async def cancels_itself() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.sleep(0)

    async def main() -> tuple[Any, ...]:
        items = [cancels_itself(), value(1), value(2)]
        return await nonblock.collect(items, workers=1, return_exceptions=True)

    first, *rest = nonblock.run(main())
    assert isinstance(first, asyncio.CancelledError)
    assert rest == [1, 2]


def test_async_iterables_are_consumed_lazily() -> None:
    taken = 0

    async def source() -> AsyncIterator[Any]:
        nonlocal taken
        for n in range(30):
            taken += 1
            await asyncio.sleep(0)
            yield value(n)

    async def main() -> tuple[int, ...]:
        return await nonblock.collect(source(), workers=3)

    assert nonblock.run(main()) == tuple(range(30))
    assert taken == 30


def test_an_error_of_an_async_source_is_raised() -> None:
    async def source() -> AsyncIterator[Any]:
        yield value(0)
        raise KeyError

    async def main() -> None:
        with pytest.raises(KeyError):
            await nonblock.collect(source(), workers=3)

    nonblock.run(main())


def test_with_task_isolation_each_item_is_a_task_of_its_own() -> None:
    async def me() -> asyncio.Task[Any] | None:
        await asyncio.sleep(0)
        return asyncio.current_task()

    async def main(isolation: Any) -> int:
        items = (me() for _ in range(20))
        return len(set(await nonblock.collect(items, workers=2, isolation=isolation)))

    assert nonblock.run(main("task")) == 20
    assert nonblock.run(main("context")) <= 2


def test_a_changed_context_reaches_neither_the_caller_nor_other_items() -> None:
    variable = contextvars.ContextVar("variable", default=0)

    async def item(n: int) -> int:
        before = variable.get()
        variable.set(n)
        return before

    async def main() -> tuple[tuple[int, ...], int]:
        seen = await nonblock.collect(map(item, range(1, 9)), workers=1)
        return seen, variable.get()

    assert nonblock.run(main()) == ((0,) * 8, 0)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="asyncio.timeout is new in 3.11")
def test_asyncio_timeout_inside_an_item_ends_that_item_alone() -> None:
    async def item(n: int) -> str:
        try:
            async with cast("Any", asyncio).timeout(0.01):
                await asyncio.sleep(3600 if n == 1 else 0)
        except TimeoutError:
            return "late"
        return "in time"

    async def main() -> tuple[str, ...]:
        return await nonblock.collect(map(item, range(4)), workers=1)

    assert nonblock.run(main()) == ("in time", "late", "in time", "in time")


@pytest.mark.skipif(sys.version_info < (3, 11), reason="notes are new in 3.11")
def test_what_fails_while_being_cancelled_is_noted_on_the_first_error() -> None:
    async def fails_when_cancelled() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            raise KeyError("cleanup")

    async def main() -> None:
        with pytest.raises(ValueError, match="1") as caught:
            await nonblock.collect([fails_when_cancelled(), fail(1)])
        assert "cleanup" in "".join(cast("Any", caught.value).__notes__)

    nonblock.run(main())


def test_the_hint_for_a_function_that_was_not_called() -> None:
    async def main() -> None:
        with pytest.raises(TypeError, match=r"item 1 is not awaitable.*meant to be called"):
            await nonblock.collect(cast("Any", [value(0), value]))

    nonblock.run(main())


@pytest.mark.parametrize(("progress", "title"), [(True, "collect"), ("reading", "reading")])
@pytest.mark.parametrize("library", ["rich", "tqdm"])
def test_a_progress_bar_is_shown(
    library: str,
    progress: bool | str,  # noqa: FBT001 - the argument's own types
    title: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if library == "tqdm":
        monkeypatch.setitem(sys.modules, "rich.progress", None)

    async def main() -> tuple[int, ...]:
        return await nonblock.collect([value(n) for n in range(5)], progress=progress)

    assert nonblock.run(main()) == (0, 1, 2, 3, 4)
    output = capsys.readouterr()
    assert title in output.out + output.err
    assert "100%" in output.out + output.err


def test_without_a_library_the_progress_bar_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "rich.progress", None)
    monkeypatch.setitem(sys.modules, "tqdm", None)
    items = [value(0)]

    async def main() -> None:
        with pytest.raises(ModuleNotFoundError, match="pip install rich"):
            await nonblock.collect(items, progress=True)

    nonblock.run(main())
    items[0].close()


@pytest.mark.parametrize("verb", ["collect", "resolve"])
def test_a_million_items_of_a_generator_need_no_more_memory_than_their_results(verb: str) -> None:
    program = """
        import resource, sys
        import nonblock

        async def item():
            pass

        async def main(verb, count):
            items = (item() for _ in range(count))
            if verb == "collect":
                await nonblock.collect(items, workers=64)
            else:
                async for _ in nonblock.resolve(items, workers=64):
                    pass

        def peak():
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

        nonblock.run(main(sys.argv[1], 10_000))
        before = peak()
        nonblock.run(main(sys.argv[1], 1_000_000))
        print(peak() - before)
    """
    command = [sys.executable, "-c", textwrap.dedent(program), verb]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    results = {"collect": 2 * 8, "resolve": 0}[verb]  # a list of a million, then a tuple
    assert float(done.stdout) < results + 6, f"{done.stdout} MB more"


def test_gather_returns_a_list_and_keeps_its_limit() -> None:
    now = most = 0

    async def item(n: int) -> int:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.001)
        now -= 1
        return n

    async def main() -> list[Any]:
        return await nonblock.gather(*map(item, range(10)), limit=3)

    assert nonblock.run(main()) == list(range(10))
    assert most == 3


def test_gather_of_nothing_is_an_empty_list() -> None:
    async def main() -> list[Any]:
        return await nonblock.gather()

    assert nonblock.run(main()) == []


def test_gather_refuses_a_limit_that_lets_nobody_run() -> None:
    async def main() -> None:
        with pytest.raises(ValueError, match="limit"):
            await nonblock.gather(value(1), limit=0)

    nonblock.run(main())


def test_as_completed_hands_out_what_is_ready_first() -> None:
    async def after(seconds: float) -> float:
        await asyncio.sleep(seconds)
        return seconds

    async def main() -> list[float]:
        waits = (0.06, 0.0, 0.03)
        return [await it for it in nonblock.as_completed(map(after, waits), limit=3)]

    assert nonblock.run(main()) == [0.0, 0.03, 0.06]


def test_results_are_an_async_iterator_that_can_be_closed() -> None:
    async def main() -> set[str]:
        async with nonblock.resolve((value(n) for n in range(10_000)), workers=2) as results:
            async for result in results:
                if result == 3:
                    break
        return {it.get_name() for it in asyncio.all_tasks()}

    assert "nonblock-resolve" not in nonblock.run(main())


def test_a_result_can_be_awaited_again_and_made_a_task() -> None:
    async def main() -> list[int]:
        (result,) = nonblock.resolve([value(7)])
        task = asyncio.create_task(result)
        return [await task, await result, await result]

    assert nonblock.run(main()) == [7, 7, 7]
