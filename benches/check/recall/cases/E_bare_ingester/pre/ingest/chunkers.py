from docling.chunking import HybridChunker
from docling_core.transforms.chunker.tokenizer.huggingface import HuggingFaceTokenizer
from docling_core.types.doc.document import DoclingDocument


class Chunker:
    def __init__(self, model: str, size: int) -> None:
        self.model = model
        self.size = size
        self.chunker = HybridChunker(
            tokenizer=HuggingFaceTokenizer.from_pretrained(model_name=model, max_tokens=size)
        )

    async def chunk(self, document: DoclingDocument) -> list[str]:
        raw = list(self.chunker.chunk(document))  # hit: chunk
        return [self.chunker.contextualize(item) for item in raw]
