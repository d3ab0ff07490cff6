import asyncio
import logging

log = logging.getLogger(__name__)
EMBEDDING_MODELS: dict = {}


class EmbeddingMixin:
    async def openai_embeddings(self, model: str, texts: list[str]) -> list[list[float]]:
        embedding_model = await asyncio.to_thread(self._load, model)
        embeddings = await asyncio.to_thread(  # silent: mixin
            embedding_model.encode, texts, show_progress_bar=False
        )
        return [vector.tolist() for vector in embeddings]

    def _load(self, model: str):
        loaded = EMBEDDING_MODELS.get(model)
        if loaded is not None:
            return loaded
        log.info("loading %s", model)
        from sentence_transformers import SentenceTransformer

        loaded = SentenceTransformer(model)
        EMBEDDING_MODELS[model] = loaded
        return loaded
