import mimetypes
import zipfile

from starlette.applications import Starlette
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
        body = self.archive.read(name)  # hit: read
        return Response(body, media_type=mimetypes.types_map.get("." + name.rpartition(".")[2]))

    async def unpack(self, request: Request) -> Response:
        self.archive.extractall("/tmp/bundle")  # hit: extract
        return Response(status_code=204)


def create_app(path: str) -> Starlette:
    bundle = Bundle(zipfile.ZipFile(path))
    return Starlette(
        routes=[
            Route("/unpack", bundle.unpack, methods=["POST"]),
            Route("/{name:path}", bundle.serve),
        ]
    )
