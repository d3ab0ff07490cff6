import httpx


def make_client(host: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"https://{host}", timeout=5)  # hit: factory
