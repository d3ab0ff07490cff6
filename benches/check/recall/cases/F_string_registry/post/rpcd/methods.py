import time
from pathlib import Path
from typing import Any

from rpcd.registry import register


@register("save")
def save(params: dict[str, Any]) -> int:
    return Path(params["path"]).write_text(params["text"])


@register("pause")
def pause(params: dict[str, Any]) -> None:
    time.sleep(params["seconds"])


@register("echo")
def echo(params: dict[str, Any]) -> dict[str, Any]:
    return params
