import os
import shutil


def used(folder: str) -> int:
    total = 0
    with os.scandir(folder) as entries:  # hit: scan
        for entry in entries:
            total += len(entry.name)
    return total


def available(folder: str) -> int:
    return shutil.disk_usage(folder).free  # hit: free
