from docling_core.types.doc.document import DoclingDocument


class Documents:
    def __init__(self, table) -> None:
        self.table = table

    async def document(self, key: str) -> DoclingDocument:
        text = await self.table.get(key)
        return DoclingDocument.model_validate_json(text)  # hit: load
