POWER_ON = b"%1POWR 1\r"
POWER_QUERY = b"%1POWR ?\r"


class ProtocolError(Exception):
    pass


def parse(reply: bytes) -> str:
    if not reply.startswith(b"%1"):
        raise ProtocolError(reply)
    return reply.rpartition(b"=")[2].decode().strip()
