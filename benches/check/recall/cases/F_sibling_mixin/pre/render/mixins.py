import time


class CacheMixin:
    def render(self, name: str) -> str:
        return super().render(name)  # type: ignore[misc]


class SlowMixin:
    def prepare(self) -> None:
        time.sleep(0.5)  # hit: sleep


class FileRenderer:
    def render(self, name: str) -> str:
        with open(name) as file:  # hit: open
            return file.read()


class WarmMixin:
    def warm(self) -> None:
        self.prepare()  # type: ignore[attr-defined]
