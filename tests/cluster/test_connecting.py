"""Finding a cluster, saying which is meant, leaving it: and what is said when that does not work."""

from __future__ import annotations

import asyncio
import contextvars
import importlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
from typing import TYPE_CHECKING, Any

import pytest

from nonblock.cluster import connect, in_cluster

from .conftest import free_port, wait_for_end

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Place

pytestmark = pytest.mark.cluster

# A program that a shell starts in the background ignores Ctrl-C, and so would its children: these do not.
HEED_INTERRUPTS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"


def test_the_connection_says_what_it_is(place: Place) -> None:
    assert place.cluster.engine == place.engine
    assert place.cluster.address == place.address
    assert place.engine in repr(place.cluster)
    assert not place.cluster.is_closed


def test_a_task_from_elsewhere_means_the_only_connection(place: Place) -> None:
    # The fixture connected in a task that has ended; this one was not started inside of its `async with`.
    async def main() -> int:
        return await in_cluster(os.getppid)

    assert (place.run(main()) == os.getpid()) is False
    assert place.cluster.in_flight == 0


def test_the_innermost_connection_is_meant_and_several_must_be_named(place: Place) -> None:
    async def main() -> None:
        async with connect(max_in_flight=3) as inner:
            # Started inside: means the inner one.
            assert await asyncio.ensure_future(in_cluster(abs, -1)) == 1
            unrelated: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

            def elsewhere() -> None:
                task = asyncio.ensure_future(in_cluster(abs, -1))
                task.add_done_callback(lambda done: unrelated.set_result(done.exception()))

            # Outside of both, two are open.
            contextvars.Context().run(elsewhere)
            error = await unrelated
            assert isinstance(error, RuntimeError)
            assert "cluster=" in str(error)
        assert inner.is_closed
        assert await in_cluster(abs, -2) == 2

    place.run(main())


def test_a_second_connection_leaves_the_first_alone(place: Place) -> None:
    async def main() -> None:
        async with connect(place.address, engine=place.engine_option) as second:
            call = in_cluster.options(cluster=second)
            assert await call(abs, -1) == 1
        assert await in_cluster.options(cluster=place.cluster)(abs, -2) == 2

    place.run(main())


def test_the_engine_is_never_called_from_the_loops_thread(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place.engine == "local":
        pytest.skip("there is no other engine")
    threads: set[int] = set()

    def spy(function: Any) -> Any:
        def spied(*args: Any, **kwargs: Any) -> Any:
            threads.add(threading.get_ident())
            return function(*args, **kwargs)

        return spied

    if place.engine == "ray":
        owner, name = importlib.import_module("ray.remote_function").RemoteFunction, "_remote"
    else:
        owner, name = importlib.import_module("distributed").Client, "submit"
    monkeypatch.setattr(owner, name, spy(getattr(owner, name)))

    async def main() -> None:
        async with connect(place.address, engine=place.engine_option) as second:
            await in_cluster.options(cluster=second)(abs, -1)

    place.run(main())
    assert threads
    assert threading.get_ident() not in threads


@pytest.mark.parametrize(("engine", "package"), [("ray", "ray"), ("dask", "distributed")])
def test_an_engine_that_is_not_installed_names_the_command_that_installs_it(
    engine: Any, package: str
) -> None:
    program = f"""
    import asyncio, sys
    from nonblock.cluster import connect
    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] == {package!r}:
                raise ModuleNotFoundError("No module named " + repr(name), name=name)
    sys.meta_path.insert(0, Missing())
    async def main():
        async with connect("127.0.0.1:1", engine={engine!r}):
            pass
    asyncio.run(main())
    """
    done = run_program(program)
    assert done.returncode == 1
    assert f"pip install 'nonblock[{engine}]'" in done.stderr.splitlines()[-1]


def test_importing_nonblock_imports_no_engine() -> None:
    done = run_program("""
    import sys, nonblock, nonblock.cluster
    print({"ray", "dask", "distributed", "cloudpickle"} & set(sys.modules))
    """)
    assert done.stdout.strip() == "set()", done.stderr


def test_a_dask_scheduler_that_is_not_there_is_a_connection_error() -> None:
    async def main() -> None:
        address = f"tcp://127.0.0.1:{free_port()}"
        async with connect(address, engine="dask", settings={"timeout": 0.5}):
            pass

    with pytest.raises(ConnectionError, match="cannot connect to a Dask scheduler at 'tcp:"):
        asyncio.run(main())


def test_a_ray_cluster_that_is_not_there_is_a_connection_error() -> None:
    # In a process of its own: this one may be connected.
    done = run_program(f"""
    import asyncio
    from nonblock.cluster import connect
    async def main():
        async with connect("127.0.0.1:{free_port()}"):
            pass
    asyncio.run(main())
    """)
    assert "ConnectionError: cannot connect to Ray at '127.0.0.1:" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("hint: ")


def test_ray_client_runs_calls_but_cannot_stream(place: Place) -> None:
    if place.client_address is None:
        pytest.skip("about Ray")
    pytest.importorskip("grpc")
    # In a process of its own: this one is connected already.
    program = f"""
    import asyncio, time
    from nonblock.cluster import connect, generate_in_cluster, in_cluster
    async def main():
        async with connect({place.client_address!r}):
            print(await in_cluster(abs, -1))
            try:
                await in_cluster.options(timeout=0.2)(time.sleep, 60)
            except asyncio.TimeoutError as error:
                print(error)
            try:
                async for item in generate_in_cluster(range, 3):
                    print(item)
            except NotImplementedError as error:
                print(error)
    asyncio.run(main())
    """
    done = run_program(program)
    if not done.stdout:
        # Ray starts a server for each client, and gives up on one that takes more than half a minute.
        done = run_program(program)
    assert done.returncode == 0, done.stderr
    one, timeout, stream = done.stdout.splitlines()
    assert one == "1"
    assert timeout == "time.sleep ran longer than its timeout of 0.2 s"
    assert stream.startswith("Ray Client (ray://...) cannot stream generators")
    assert "Traceback" not in done.stderr, done.stderr


def test_a_second_ray_cluster_in_one_process_is_refused(place: Place) -> None:
    if place.engine != "ray":
        pytest.skip("about Ray")

    async def main() -> None:
        async with connect("127.0.0.1:1", engine="ray"):
            pass

    with pytest.raises(RuntimeError, match="one connection a process"):
        place.run(main())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"address": "tcp://127.0.0.1:8786"}, "pass engine='dask'"),
        ({"address": "ray://127.0.0.1:1", "engine": "dask"}, "pass engine='ray'"),
        ({"engine": "spark"}, "engine must be"),
        ({"max_in_flight": 0}, "max_in_flight must be at least 1"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: Any, message: str) -> None:
    async def main() -> None:
        async with connect(**options):
            pass

    with pytest.raises(ValueError, match=message):
        asyncio.run(main())


def test_call_options_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="timeout must be greater than zero"):
        in_cluster.options(timeout=0)
    with pytest.raises(ValueError, match="retries must not be negative"):
        in_cluster.options(retries=-1)


def test_ctrl_c_ends_the_program_with_one_traceback(place: Place, tmp_path: Path) -> None:
    program = f"""
    import asyncio, os, time
    from nonblock.cluster import connect, in_cluster
    def hang(path):
        with open(path + ".new", "w") as file:
            file.write(str(os.getpid()))
        os.rename(path + ".new", path)
        for _ in range(600):
            time.sleep(0.1)
    async def main():
        async with connect({place.address!r}, engine={place.engine_option!r}):
            await in_cluster(hang, {str(tmp_path / "started")!r})
    asyncio.run(main())
    """
    process = start_program(program)
    try:
        pid = int(place.run(_appear(tmp_path / "started", process)))
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert process.returncode in {1, -signal.SIGINT, 128 + signal.SIGINT}
    assert errors.splitlines()[-1] == "KeyboardInterrupt", errors
    # asyncio's own: the cancellation, and the interrupt that it became. None of a worker or an engine.
    assert errors.count("Traceback") <= 2, errors
    if place.stops_work:
        assert wait_for_end(pid)
    else:
        os.kill(pid, signal.SIGKILL)  # Dask would run it to its end


async def _appear(path: Path, process: subprocess.Popen[str]) -> str:
    while not path.exists():
        assert process.poll() is None
        await asyncio.sleep(0.02)
    return path.read_text()


def start_program(text: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"{HEED_INTERRUPTS}\n{textwrap.dedent(text)}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "RAY_AUTH_MODE": "disabled"},
    )


def run_program(text: str) -> subprocess.CompletedProcess[str]:
    process = start_program(text)
    out, errors = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, errors)
