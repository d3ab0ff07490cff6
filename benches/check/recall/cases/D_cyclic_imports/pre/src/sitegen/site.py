from __future__ import annotations

import hashlib

from sitegen.node import Node


class Site:
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.root = Node(self, "index")

    def title_of(self, node: Node) -> str:
        with open(f"{self.folder}/{node.name}.md", encoding="utf-8") as text:  # hit: read
            return next(text).strip()

    def hash_of(self, node: Node) -> str:
        with open(f"{self.folder}/{node.name}.md", "rb") as blob:  # hit: hash
            return hashlib.file_digest(blob, "sha256").hexdigest()
