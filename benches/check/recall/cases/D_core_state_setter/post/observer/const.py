from pathlib import Path

FILE_STATE = Path("/run/observer/state")
