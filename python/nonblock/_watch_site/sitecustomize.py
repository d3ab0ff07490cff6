"""Starts the watch in every Python process below `nonblock watch run`, before its program.

`nonblock watch run` puts this folder first on `PYTHONPATH`. The `sitecustomize` that this one hides is run afterwards.
"""

# ruff: noqa: INP001 (Python finds this file by its name, in a folder that is no package)

import importlib.machinery
import importlib.util
import sys
from pathlib import Path


def _run_hidden() -> None:
    here = Path(__file__).resolve().parent
    others = [entry for entry in sys.path if Path(entry).resolve() != here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


try:
    from nonblock._watch_start import start_if_asked
except ImportError as error:
    print(f"nonblock: not watching {sys.executable}: {error}", file=sys.stderr)  # noqa: T201
else:
    start_if_asked()
_run_hidden()
