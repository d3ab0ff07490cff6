from members.limits import attempts
from members.rows import stored_hash
from members.secrets import matches


class TooManyAttempts(Exception):
    pass


async def login(dsn: str, name: str, password: str) -> bool:
    if attempts(name) > 5:  # via: redis
        raise TooManyAttempts(name)
    return matches(password, stored_hash(dsn, name))  # via: bcrypt # via: psycopg
