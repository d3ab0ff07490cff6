class UploadBackend:
    def store(self, path: str, data: bytes) -> str:
        raise NotImplementedError
