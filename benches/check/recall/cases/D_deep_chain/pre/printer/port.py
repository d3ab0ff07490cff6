import os
import time


class Port:
    def __init__(self, device: str) -> None:
        self.device = device

    def settle(self, seconds: float) -> None:
        if not os.path.exists(self.device):  # hit: exists
            raise FileNotFoundError(self.device)
        time.sleep(seconds)  # hit: sleep
