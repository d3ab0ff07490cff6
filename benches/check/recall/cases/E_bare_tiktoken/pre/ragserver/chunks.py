from functools import lru_cache

import tiktoken


@lru_cache
def encoder(model: str):
    return tiktoken.encoding_for_model(model)  # hit: encoding


def split(text: str, model: str, limit: int) -> list[str]:
    words, chunks, size = text.split(), [[]], 0
    for word in words:
        size += len(encoder(model).encode(word))
        if size > limit:
            chunks.append([])
            size = 0
        chunks[-1].append(word)
    return [" ".join(chunk) for chunk in chunks]
