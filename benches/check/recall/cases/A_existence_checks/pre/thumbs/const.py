import os

CACHE_DIR = os.path.join("/var/cache", "thumbs")
MAX_AGE = 3600
