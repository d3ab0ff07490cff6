from pathlib import Path


class Request:
    def __init__(self, method: str, url: str) -> None:
        self.method = method
        self.url = url
        self.auth = self.find_auth()

    def find_auth(self) -> str | None:
        netrc = Path("~/.netrc")
        return str(netrc) if netrc.is_file() else None  # hit: netrc


class FileRequest(Request):
    def __init__(self, method: str, url: str, path: str) -> None:
        super().__init__(method, url)
        self.body = open(path, "rb")  # hit: body
