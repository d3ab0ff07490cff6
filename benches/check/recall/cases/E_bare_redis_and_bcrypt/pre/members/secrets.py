from bcrypt import checkpw


def matches(password: str, stored: bytes) -> bool:
    return checkpw(password.encode(), stored)  # hit: bcrypt
