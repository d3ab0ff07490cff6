class Encoder:
    def __init__(self, merges: dict[tuple[int, int], int]) -> None:
        self.merges = merges

    def encode_batch(self, size: int = 2_000_000) -> int:
        value = 0
        for left in range(5_000_000):
            value = (value * 31 + self.merges.get((left % 256, size % 256), left)) % 65_521
        return value


def count_tokens(seed: int) -> int:
    total = 0
    for _ in range(100):
        for step in range(1_000_000):
            total += (seed ^ step) % 3
    return total
