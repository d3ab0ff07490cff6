from __future__ import annotations

import base64
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path


@dataclass
class KeyFile:
    path: Path
    material: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        raw = self.path.read_bytes()  # hit: post
        self.material = base64.b64decode(raw)

    def xor(self, data: bytes) -> bytes:
        return bytes(left ^ right for left, right in zip(data, self.material, strict=False))


class Vault:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def policy(self) -> list[str]:
        return (self.folder / "policy").read_text().splitlines()  # hit: cached

    async def decrypt(self, name: str, data: bytes) -> bytes:
        key = KeyFile(self.folder / f"{name}.key")  # via: post
        return key.xor(data)

    async def allowed(self, name: str) -> bool:
        return name in self.policy  # via: cached
