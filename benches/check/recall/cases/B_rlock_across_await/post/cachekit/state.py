import asyncio
from dataclasses import dataclass, field


@dataclass
class Shared:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    slots: asyncio.BoundedSemaphore = field(default_factory=lambda: asyncio.BoundedSemaphore(4))
    values: dict[str, bytes] = field(default_factory=dict)
