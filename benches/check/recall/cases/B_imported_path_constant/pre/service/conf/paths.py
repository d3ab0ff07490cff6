import os
from pathlib import Path

BASE = Path(os.environ.get("SERVICE_HOME", "/opt/service"))
DATA_DIR = BASE / "data"


def certificate_path(name: str) -> Path:
    return BASE / "certificates" / f"{name}.pem"
