import socket
import time


def wait_for_port(port: int, limit: float = 5.0) -> None:
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()  # hit: port
        except OSError:
            time.sleep(0.05)  # hit: poll
        else:
            return
    raise TimeoutError(port)
