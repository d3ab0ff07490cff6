import asyncio

from fastapi import APIRouter, HTTPException

from auth.users import UserTable

router = APIRouter()
users = UserTable()


@router.post("/register")
async def register(name: str, password: str) -> dict[str, str]:
    await asyncio.to_thread(users.register, name, password)  # silent: hash
    return {"name": name}


@router.post("/login")
async def login(name: str, password: str) -> dict[str, bool]:
    if not await asyncio.to_thread(users.authenticate, name, password):  # silent: check
        raise HTTPException(401)
    return {"ok": True}
