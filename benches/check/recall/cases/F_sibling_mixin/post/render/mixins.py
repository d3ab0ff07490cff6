import time


class CacheMixin:
    def render(self, name: str) -> str:
        return super().render(name)  # type: ignore[misc]


class SlowMixin:
    def prepare(self) -> None:
        time.sleep(0.5)


class FileRenderer:
    def render(self, name: str) -> str:
        with open(name) as file:
            return file.read()


class WarmMixin:
    def warm(self) -> None:
        self.prepare()  # type: ignore[attr-defined]
