import pickle
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    with open("model.pkl", "rb") as file:  # hit: load
        app.state.model = pickle.load(file)
    yield
    with open("model.pkl", "wb") as file:  # hit: dump
        pickle.dump(app.state.model, file)


app = FastAPI(lifespan=lifespan)
