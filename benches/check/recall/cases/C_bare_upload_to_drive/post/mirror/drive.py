import asyncio
from googleapiclient.discovery import build
from googleapiclient.http import MediaFileUpload
from pyrogram import Client, filters
from pyrogram.types import Message
from yt_dlp import YoutubeDL

app = Client("mirror")


class Drive:
    def __init__(self, credentials) -> None:
        self.service = build("drive", "v3", credentials=credentials, cache_discovery=False)

    def create_folder(self, name: str) -> str:
        body = {"name": name, "mimeType": "application/vnd.google-apps.folder"}
        folder = self.service.files().create(supportsAllDrives=True, body=body).execute()
        return folder["id"]

    def upload(self, path: str, parent: str) -> str:
        media = MediaFileUpload(path, resumable=True, chunksize=50 * 1024 * 1024)
        request = self.service.files().create(body={"parents": [parent]}, media_body=media)
        response = None
        while response is None:
            _, response = request.next_chunk()
        return response["id"]


def fetch(url: str) -> str:
    with YoutubeDL({"outtmpl": "/tmp/%(id)s.%(ext)s"}) as ydl:
        info = ydl.extract_info(url, download=True)
        return ydl.prepare_filename(info)


@app.on_message(filters.command("ytdl"))
async def handle_ytdl(client: Client, message: Message) -> None:
    path = await asyncio.to_thread(fetch, message.command[1])  # silent: download
    drive = await asyncio.to_thread(Drive, None)  # silent: build
    folder = await asyncio.to_thread(drive.create_folder, "videos")  # silent: folder
    await message.reply_text(await asyncio.to_thread(drive.upload, path, folder))  # silent: chunk
