import requests


class Client:
    def __init__(self, host: str) -> None:
        self._url = f"http://{host}"

    def read(self) -> dict[str, float]:
        return requests.get(self._url, timeout=5).json()  # hit: read

    def set_target(self, degrees: float) -> None:
        requests.post(self._url, json={"target": degrees}, timeout=5)  # hit: set
