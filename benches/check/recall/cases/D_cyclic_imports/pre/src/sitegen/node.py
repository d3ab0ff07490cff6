from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitegen.site import Site


class Node:
    def __init__(self, site: Site, name: str) -> None:
        self.site = site
        self.name = name
        self.children: list[Node] = []

    def render(self, depth: int = 0) -> str:
        head = "#" * (depth + 1) + self.site.title_of(self)
        return "\n".join([head, *(child.render(depth + 1) for child in self.children)])

    def digest(self) -> str:
        return self.site.hash_of(self)
