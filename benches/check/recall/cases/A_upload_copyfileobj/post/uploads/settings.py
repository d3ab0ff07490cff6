from pathlib import Path

MEDIA_ROOT = Path("/srv/media")
MAX_BYTES = 50 * 1024 * 1024
