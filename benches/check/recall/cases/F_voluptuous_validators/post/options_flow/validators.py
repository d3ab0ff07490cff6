import os
import socket

import voluptuous as vol


def existing_file(value: str) -> str:
    if not os.path.isfile(value):
        raise vol.Invalid("not a file")
    return value


def resolvable(value: str) -> str:
    socket.gethostbyname(value)
    return value
