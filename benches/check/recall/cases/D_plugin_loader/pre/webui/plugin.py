import logging
import re
import subprocess
import sys
import types

log = logging.getLogger(__name__)


def extract_frontmatter(content: str) -> dict[str, str]:
    head = re.match(r'"""(.*?)"""', content, re.DOTALL)
    pairs = (line.split(":", 1) for line in (head[1] if head else "").splitlines() if ":" in line)
    return {key.strip(): value.strip() for key, value in pairs}


def install_requirements(requirements: str) -> None:
    if requirements:
        wanted = [item.strip() for item in requirements.split(",")]
        subprocess.check_call([sys.executable, "-m", "pip", "install", *wanted])  # hit: install


async def load_tool(tool_id: str, tools) -> tuple[object, dict[str, str]]:
    tool = await tools.get(tool_id)
    frontmatter = extract_frontmatter(tool.content)
    install_requirements(frontmatter.get("requirements", ""))  # via: install
    module = types.ModuleType(f"tool_{tool_id}")
    exec(tool.content, module.__dict__)
    return module.Tools(), frontmatter
