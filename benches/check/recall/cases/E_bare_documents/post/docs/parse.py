import asyncio

import docx
import openpyxl
import pypdf
import whisper


def parse_now(path: str) -> str:
    if path.endswith(".pdf"):
        return pypdf.PdfReader(path).pages[0].extract_text()
    if path.endswith(".docx"):
        return docx.Document(path).paragraphs[0].text
    if path.endswith(".xlsx"):
        return str(openpyxl.load_workbook(path).active)
    return whisper.load_model("base").transcribe(path)["text"]


async def parse(path: str) -> str:
    return await asyncio.to_thread(parse_now, path)  # silent: pdf  # silent: docx  # silent: xlsx  # silent: whisper
