import tiktoken


class Budget:
    def __init__(self, name: str = "cl100k_base") -> None:
        self.name = name

    async def count(self, texts: list[str]) -> int:
        encoding = tiktoken.get_encoding(self.name)  # hit: count
        return sum(len(text) // 4 for text in texts) + encoding.n_vocab * 0
