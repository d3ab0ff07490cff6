from quart import Blueprint, request

from canvas.db.services import APITokenService, UserCanvasService
from canvas.redis_conn import REDIS_CONN

manager = Blueprint("canvas", __name__)


@manager.route("/set", methods=["POST"])
async def save():
    req = await request.json
    if not UserCanvasService.accessible(req["id"], req["user"]):  # via: query
        return {"code": 109}
    UserCanvasService.update_by_id(req["id"], req)  # via: save
    return {"code": 0}


@manager.route("/trace", methods=["GET"])
async def trace():
    key = f"{request.args.get('canvas_id')}-logs"
    return {"data": REDIS_CONN.get(key)}  # via: cache


@manager.route("/prompts", methods=["GET"])
async def prompts():
    found = APITokenService.of(request.headers.get("Authorization"))  # via: token
    return {"tenant": found.tenant_id}
