import asyncio
import hashlib
import hmac
import os

from aiohttp import web

ROUNDS = 600_000
routes = web.RouteTableDef()
USERS = web.AppKey("users", dict)


@routes.post("/login")
async def login(request: web.Request) -> web.Response:
    form = await request.post()
    record = request.app[USERS].get(str(form["user"]))
    if record is None:
        raise web.HTTPForbidden
    salt, expected = record
    digest = await asyncio.to_thread(  # silent: pbkdf2
        hashlib.pbkdf2_hmac, "sha256", str(form["password"]).encode(), salt, ROUNDS
    )
    if not hmac.compare_digest(digest, expected):
        raise web.HTTPForbidden
    return web.json_response({"ok": True})


@routes.post("/vault")
async def unlock_vault(request: web.Request) -> web.Response:
    secret = (await request.read())[:64]
    key = await asyncio.to_thread(  # silent: scrypt
        lambda: hashlib.scrypt(secret, salt=b"vault", n=2**15, r=8, p=1, maxmem=2**26)
    )
    return web.json_response({"key": key.hex(), "nonce": os.urandom(8).hex()})
