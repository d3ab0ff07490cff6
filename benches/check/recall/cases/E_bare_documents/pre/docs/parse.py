import docx
import openpyxl
import pypdf
import whisper


async def parse(path: str) -> str:
    if path.endswith(".pdf"):
        return pypdf.PdfReader(path).pages[0].extract_text()  # hit: pdf
    if path.endswith(".docx"):
        return docx.Document(path).paragraphs[0].text  # hit: docx
    if path.endswith(".xlsx"):
        return str(openpyxl.load_workbook(path).active)  # hit: xlsx
    return whisper.load_model("base").transcribe(path)["text"]  # hit: whisper
