from proxy.adapters.base import UpstreamAdapter
from proxy.adapters.nous import NousAdapter

ADAPTERS: dict[str, type[UpstreamAdapter]] = {"nous": NousAdapter}


def get_adapter(name: str) -> UpstreamAdapter:
    try:
        return ADAPTERS[name]()
    except KeyError:
        raise ValueError(f"unknown upstream {name}") from None
