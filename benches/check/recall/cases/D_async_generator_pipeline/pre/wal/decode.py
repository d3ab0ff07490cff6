from collections.abc import Iterator


def entries(blob: bytes) -> Iterator[bytes]:
    while blob:
        size = blob[0] + 1
        yield blob[1:size]
        blob = blob[size:]
