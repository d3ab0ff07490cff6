import asyncio
import pickle
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI


def load() -> object:
    with open("model.pkl", "rb") as file:
        return pickle.load(file)


def dump(model: object) -> None:
    with open("model.pkl", "wb") as file:
        pickle.dump(model, file)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.model = await asyncio.to_thread(load)  # silent: load
    yield
    await asyncio.to_thread(dump, app.state.model)  # silent: dump


app = FastAPI(lifespan=lifespan)
