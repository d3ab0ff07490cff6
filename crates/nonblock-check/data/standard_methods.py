"""Prints which method names of the standard library tell what they are called on: see `src/link/names.rs`.

python crates/nonblock-check/data/standard_methods.py > crates/nonblock-check/data/standard_methods.txt
"""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

# Modules whose classes hold values: their methods wait for nothing, or are coroutines.
VALUES = [
    "_asyncio",
    "_ast",
    "_codecs",
    "_collections_abc",
    "_contextvars",
    "_decimal",
    "_random",
    "_typeshed",
    "_weakref",
    "_weakrefset",
    "abc",
    "annotationlib",
    "argparse",
    "array",
    "ast",
    "asyncio",
    "builtins",
    "codecs",
    "collections",
    "contextvars",
    "copy",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "email",
    "encodings",
    "enum",
    "fractions",
    "functools",
    "gettext",
    "graphlib",
    "hmac",
    "html",
    "http.cookies",
    "inspect",
    "ipaddress",
    "itertools",
    "json",
    "logging",
    "numbers",
    "operator",
    "optparse",
    "pprint",
    "random",
    "re",
    "statistics",
    "string",
    "struct",
    "symtable",
    "textwrap",
    "token",
    "traceback",
    "types",
    "typing",
    "typing_extensions",
    "unicodedata",
    "urllib.parse",
    "uuid",
    "warnings",
    "weakref",
    "xml.dom",
]

# Modules that no server uses: other operating systems, user interfaces, tools for developers.
FOREIGN = [
    "_curses",
    "_msi",
    "_tkinter",
    "_winapi",
    "cProfile",
    "code",
    "codeop",
    "ctypes",
    "curses",
    "dis",
    "distutils",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "msilib",
    "msvcrt",
    "pdb",
    "profile",
    "pstats",
    "pyclbr",
    "pydoc",
    "pydoc_data",
    "tkinter",
    "trace",
    "turtle",
    "unittest",
    "venv",
    "winreg",
    "winsound",
]


def lies_in(module: str, packages: list[str]) -> bool:
    """Return whether the module is one of the packages, or in one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def methods(tree: ast.Module) -> Iterator[str]:
    """Yield the names of the public methods of all classes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for inner in ast.walk(node):
                if isinstance(
                    inner, ast.FunctionDef | ast.AsyncFunctionDef
                ) and not inner.name.startswith("_"):
                    yield inner.name


def main() -> None:
    """Print every name once: plain if only values have it, with a `!` if anything else has it as well."""
    mypy = importlib.util.find_spec("mypy")
    if mypy is None or mypy.origin is None:
        raise SystemExit("mypy is not installed: the names come from the stubs that it carries")
    stubs = Path(mypy.origin).parent / "typeshed" / "stdlib"
    values: set[str] = set()
    others: set[str] = set()
    for path in sorted(stubs.rglob("*.pyi")):
        module = ".".join(path.relative_to(stubs).with_suffix("").parts).removesuffix(".__init__")
        if not lies_in(module, FOREIGN):
            (values if lies_in(module, VALUES) else others).update(
                methods(ast.parse(path.read_text()))
            )
    for name in sorted(values | others):
        print(f"!{name}" if name in others else name)


if __name__ == "__main__":
    main()
