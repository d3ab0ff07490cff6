import subprocess
import urllib.request

from agent.registry import tool


@tool
def fetch(url: str) -> bytes:
    """Fetch a page."""
    with urllib.request.urlopen(url) as answer:  # hit: fetch
        return answer.read()


@tool
def shell(command: str) -> str:
    """Run a command."""
    return subprocess.check_output(command, shell=True, text=True)  # hit: shell
