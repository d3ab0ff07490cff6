import asyncio

from pipeline_app.steps import BY_NAME, STEPS


class Runner:
    def __init__(self, folder: str) -> None:
        self.folder = folder

    async def run_all(self) -> None:
        for step_class in STEPS:
            step = step_class()
            step.run(self.folder)  # via: clean
            await asyncio.sleep(0)

    async def run_one(self, name: str) -> None:
        step = BY_NAME[name]()
        step.run(self.folder)  # via: build
