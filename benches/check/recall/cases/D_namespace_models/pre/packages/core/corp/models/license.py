from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class License:
    name: str
    folder: Path
    text: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self.text = (self.folder / f"{self.name}.txt").read_text()  # hit: post
