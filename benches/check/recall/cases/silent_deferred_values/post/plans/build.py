import os
import shutil
from collections.abc import Callable
from functools import partial
from typing import Any


class Plan:
    def __init__(self) -> None:
        self.steps: list[Callable[[], Any]] = []

    def add(self, step: Callable[[], Any]) -> None:
        self.steps.append(step)

    def run(self) -> None:
        for step in self.steps:
            step()  # silent: step


async def make(folder: str) -> Plan:
    plan = Plan()
    plan.add(partial(os.makedirs, folder, exist_ok=True))  # silent: partial
    plan.add(lambda: shutil.copytree("/srv/skeleton", folder))  # silent: lambda
    return plan


async def cleaner(folder: str) -> Callable[[], None]:
    def clean() -> None:
        shutil.rmtree(folder)  # silent: closure

    return clean
