import bcrypt

ROUNDS = 12


def verify(password: str, stored: bytes) -> bool:
    return bcrypt.checkpw(password.encode(), stored)


def encode(password: str) -> bytes:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(ROUNDS))
