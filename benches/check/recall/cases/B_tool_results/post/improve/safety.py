from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as PoolTimeout

_pool = ProcessPoolExecutor(max_workers=2)


def execute_tool_call(name: str, arguments: dict) -> dict:
    return {"tool": name, **arguments}


def safe_execute_tool_call(name: str, arguments: dict, timeout: float = 30.0) -> dict:
    future = _pool.submit(execute_tool_call, name, arguments)
    try:
        return future.result(timeout=timeout)
    except PoolTimeout:
        future.cancel()
        return {"error": "timed out"}
