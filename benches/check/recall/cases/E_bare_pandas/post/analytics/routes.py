from fastapi import APIRouter

from analytics.reports import convert, monthly

router = APIRouter()


@router.get("/monthly")
def get_monthly(path: str) -> dict[str, float]:
    return monthly(path)  # silent: csv


@router.post("/convert")
def post_convert(path: str) -> str:
    return convert(path)  # silent: excel
