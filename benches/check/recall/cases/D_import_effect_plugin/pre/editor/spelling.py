def dictionary() -> frozenset[str]:
    from editor.words import WORDS  # hit: lazy

    return WORDS


def load_extension(name: str) -> object:
    return __import__(f"editor_{name}")  # hit: dunder
