from pathlib import Path

RESOURCES = Path(__file__).parent / "resources"


def random_quote(name: str) -> str:
    folder = RESOURCES / name
    texts = [path for path in folder.iterdir() if path.suffix == ".txt"]
    return texts[0].read_text(encoding="utf-8")
