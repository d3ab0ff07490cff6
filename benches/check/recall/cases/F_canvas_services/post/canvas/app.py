import asyncio
from quart import Blueprint, request

from canvas.db.services import APITokenService, UserCanvasService
from canvas.redis_conn import REDIS_CONN

manager = Blueprint("canvas", __name__)


@manager.route("/set", methods=["POST"])
async def save():
    req = await request.json
    if not await asyncio.to_thread(UserCanvasService.accessible, req["id"], req["user"]):  # silent: query
        return {"code": 109}
    await asyncio.to_thread(UserCanvasService.update_by_id, req["id"], req)  # silent: save
    return {"code": 0}


@manager.route("/trace", methods=["GET"])
async def trace():
    key = f"{request.args.get('canvas_id')}-logs"
    return {"data": await asyncio.to_thread(REDIS_CONN.get, key)}  # silent: cache


@manager.route("/prompts", methods=["GET"])
async def prompts():
    found = await asyncio.to_thread(APITokenService.of, request.headers.get("Authorization"))  # silent: token
    return {"tenant": found.tenant_id}
