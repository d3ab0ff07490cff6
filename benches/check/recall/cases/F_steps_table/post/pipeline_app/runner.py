import asyncio

from pipeline_app.steps import BY_NAME, STEPS


class Runner:
    def __init__(self, folder: str) -> None:
        self.folder = folder

    async def run_all(self) -> None:
        for step_class in STEPS:
            step = step_class()
            await asyncio.to_thread(step.run, self.folder)  # silent: clean

    async def run_one(self, name: str) -> None:
        step = BY_NAME[name]()  # silent: construct
        await asyncio.to_thread(step.run, self.folder)  # silent: build
