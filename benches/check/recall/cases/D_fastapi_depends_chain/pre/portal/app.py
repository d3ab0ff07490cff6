from typing import Annotated

from fastapi import Depends, FastAPI

from portal.config import Settings
from portal.dependencies import get_settings, require

app = FastAPI()


@app.get("/", dependencies=[Depends(require("read"))])
async def index(settings: Annotated[Settings, Depends(get_settings)]) -> dict[str, str]:
    return {"title": settings.title}
