from versioning.describe import current_version
from versioning.locking import wait_for_lock

__all__ = ["current_version", "wait_for_lock"]
