from inspect_app.probes import PROBES


async def probe(kind: str, path: str) -> str:
    if kind not in PROBES:
        return f"unknown probe {kind}"
    return str(PROBES[kind](path))  # via: size # via: text # via: bound
