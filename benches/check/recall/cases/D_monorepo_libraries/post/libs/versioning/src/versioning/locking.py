import time


def wait_for_lock(holder: dict[str, bool], limit: float = 5.0) -> bool:
    deadline = time.monotonic() + limit
    while holder.get("locked") and time.monotonic() < deadline:
        time.sleep(0.1)
    return not holder.get("locked")
