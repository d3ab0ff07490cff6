from server.upload import upload_file


async def handle_upload(name: str, data: bytes) -> str:
    return upload_file(f"/srv/{name}", data)  # via: write
