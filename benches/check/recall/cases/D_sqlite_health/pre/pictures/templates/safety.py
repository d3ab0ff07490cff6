import shutil
import subprocess


def _shellcheck(content: str) -> list[str]:
    tool = shutil.which("shellcheck") if content.startswith("#!") else None
    if tool is None:
        return []
    process = subprocess.run(  # hit: shellcheck
        [tool, "-"], input=content, text=True, capture_output=True, check=False, timeout=5.0
    )
    return process.stdout.splitlines()


def validate_rendered_output(kind: str, content: str) -> list[str]:
    problems = ["empty"] if not content else []
    if kind in ("bash", "sh"):
        problems += _shellcheck(content)
    return problems
