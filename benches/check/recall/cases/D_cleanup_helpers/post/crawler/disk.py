import shutil
import time


def discard(folder: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def write_report(folder: str, error: BaseException) -> None:
    stamp = time.strftime("%H:%M:%S")
    with open(f"{folder}.log", "a") as log:
        print(stamp, error, file=log)
