import shutil
import subprocess


class Step:
    def run(self, folder: str) -> None:
        raise NotImplementedError


class Clean(Step):
    def run(self, folder: str) -> None:
        shutil.rmtree(folder)


class Build(Step):
    def run(self, folder: str) -> None:
        subprocess.run(["make", "-C", folder], check=True)


STEPS: list[type[Step]] = [Clean, Build]
BY_NAME = {"clean": Clean, "build": Build}
