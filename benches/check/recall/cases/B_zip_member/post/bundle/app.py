import mimetypes
import zipfile

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


class Bundle:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())

    async def serve(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self.names:
            return Response(status_code=404)
        body = await run_in_threadpool(self.archive.read, name)  # silent: read
        return Response(body, media_type=mimetypes.types_map.get("." + name.rpartition(".")[2]))

    def unpack(self, request: Request) -> Response:
        self.archive.extractall("/tmp/bundle")  # silent: extract
        return Response(status_code=204)


def create_app(path: str) -> Starlette:
    bundle = Bundle(zipfile.ZipFile(path))
    return Starlette(
        routes=[
            Route("/unpack", bundle.unpack, methods=["POST"]),
            Route("/{name:path}", bundle.serve),
        ]
    )
