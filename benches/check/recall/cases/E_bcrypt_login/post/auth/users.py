from auth.passwords import encode, verify


class UserTable:
    def __init__(self) -> None:
        self._hashes: dict[str, bytes] = {}

    def register(self, name: str, password: str) -> None:
        self._hashes[name] = encode(password)

    def authenticate(self, name: str, password: str) -> bool:
        stored = self._hashes.get(name)
        return stored is not None and verify(password, stored)
