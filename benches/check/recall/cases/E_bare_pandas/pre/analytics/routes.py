from fastapi import APIRouter

from analytics.reports import convert, monthly

router = APIRouter()


@router.get("/monthly")
async def get_monthly(path: str) -> dict[str, float]:
    return monthly(path)  # via: csv


@router.post("/convert")
async def post_convert(path: str) -> str:
    return convert(path)  # via: excel
