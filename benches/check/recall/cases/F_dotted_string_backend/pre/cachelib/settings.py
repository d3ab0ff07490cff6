BACKENDS = {
    "default": "cachelib.backends.FileBackend",
    "memory": "cachelib.backends.MemoryBackend",
}
