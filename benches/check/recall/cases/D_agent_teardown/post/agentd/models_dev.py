import time

import requests

_cache: dict = {}
_cached_at = 0.0


def fetch_models(force: bool = False) -> dict:
    global _cache, _cached_at
    if not force and _cache and time.time() - _cached_at < 3600:
        return _cache
    try:
        response = requests.get("https://models.example.dev/api.json", timeout=15)
        response.raise_for_status()
        _cache, _cached_at = response.json(), time.time()
    except requests.RequestException:
        pass
    return _cache


def list_providers(configured: dict) -> list[dict]:
    known = fetch_models()
    return [{"slug": slug, "models": sorted(known.get(slug, {}))} for slug in configured]
