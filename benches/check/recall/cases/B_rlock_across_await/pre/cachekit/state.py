import threading
from dataclasses import dataclass, field


@dataclass
class Shared:
    lock: threading.RLock = field(default_factory=threading.RLock)
    slots: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(4)
    )
    values: dict[str, bytes] = field(default_factory=dict)
