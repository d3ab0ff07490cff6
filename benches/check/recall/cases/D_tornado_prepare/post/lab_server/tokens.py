def known_tokens(path: str) -> set[str]:
    with open(path, encoding="utf-8") as lines:
        return {line.strip() for line in lines}
