import asyncio

import yt_dlp

YTDL = yt_dlp.YoutubeDL({"format": "bestaudio"})


class Player:
    async def play(self, url: str) -> str:
        info = await asyncio.to_thread(YTDL.extract_info, url, download=False)  # silent: extract
        return info["url"]

    async def save(self, url: str) -> None:
        with yt_dlp.YoutubeDL({"quiet": True}) as ydl:
            await asyncio.to_thread(ydl.download, [url])  # silent: download
