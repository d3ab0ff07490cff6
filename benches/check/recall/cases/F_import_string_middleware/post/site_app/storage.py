class DiskStorage:
    def persist(self, name: str, data: bytes) -> None:
        with open(name, "wb") as file:
            file.write(data)
