import yt_dlp

YTDL = yt_dlp.YoutubeDL({"format": "bestaudio"})


class Player:
    async def play(self, url: str) -> str:
        info = YTDL.extract_info(url, download=False)  # hit: extract
        return info["url"]

    async def save(self, url: str) -> None:
        with yt_dlp.YoutubeDL({"quiet": True}) as ydl:
            ydl.download([url])  # hit: download
