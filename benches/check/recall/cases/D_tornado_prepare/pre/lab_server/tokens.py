def known_tokens(path: str) -> set[str]:
    with open(path, encoding="utf-8") as lines:  # hit: prepare
        return {line.strip() for line in lines}
