from pathlib import Path


class Options:
    def __init__(self, confdir: str) -> None:
        self.confdir = confdir

    @property
    def store(self) -> Path:
        return Path(self.confdir).expanduser()
