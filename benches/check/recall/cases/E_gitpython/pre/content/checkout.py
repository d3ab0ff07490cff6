from __future__ import annotations

from git import Repo


class Checkout:
    def __init__(self, repo: Repo) -> None:
        self.repo = repo

    @classmethod
    def fresh(cls, url: str, folder: str) -> Checkout:
        return cls(Repo.clone_from(url, folder, depth=1))  # hit: clone

    @property
    def branch(self) -> str:
        return self.repo.active_branch.name  # hit: branch

    def update(self) -> int:
        return len(self.repo.remotes.origin.pull())  # hit: pull
