import subprocess


def describe() -> str:
    return subprocess.run(["git", "describe"], capture_output=True, text=True).stdout.strip()
