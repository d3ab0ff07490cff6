import subprocess


def run_executable_sync(path: str, args: list[str]) -> dict:
    command = [path, *args]
    result = subprocess.run(command, text=True, capture_output=True, timeout=300, check=False)
    return {"output": result.stdout + result.stderr, "return_code": result.returncode}
