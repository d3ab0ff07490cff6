from fastapi import APIRouter, HTTPException

from auth.users import UserTable

router = APIRouter()
users = UserTable()


@router.post("/register")
async def register(name: str, password: str) -> dict[str, str]:
    users.register(name, password)  # via: hash
    return {"name": name}


@router.post("/login")
async def login(name: str, password: str) -> dict[str, bool]:
    if not users.authenticate(name, password):  # via: check
        raise HTTPException(401)
    return {"ok": True}
