"""What the files of the catalogue claim to exist."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import tomllib

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Package:
    """A distribution, at the version that its names are proved with."""

    name: str
    version: str


@dataclass
class File:
    """One file of the catalogue."""

    name: str
    packages: list[Package]
    definitions: list[str] = field(default_factory=list)
    """Qualified names of functions and classes; `.*` at the end stands for the public names below."""
    holds_gil: dict[str, bool] = field(default_factory=dict)
    """Whether the functions among the definitions keep other threads from running."""
    written: list[str] = field(default_factory=list)
    """Names as users write them: `()` stands for the result of a call, `*.` for any object."""


def read(path: Path) -> File:
    """Return the claims of one file, each name once."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    packages = [Package(it["name"], it["version"]) for it in tables.get("package", [])]
    file = File(path.name, packages)
    definitions, written = dict.fromkeys(defined(tables)), dict.fromkeys(as_written(tables))
    file.definitions = list(definitions)
    for table in tables.get("function", []):
        file.holds_gil |= dict.fromkeys(defined({"function": [table]}), table.get("gil") == "held")
    file.written = [it for it in written if it not in definitions]
    return file


def defined(tables: dict[str, Any]) -> Iterator[str]:
    """Yield the qualified names of definitions."""
    for part in parts(tables):
        for name in listed(part, "names", "name"):
            scopes = listed(part, "in")
            yield from (f"{scope}.{name}" for scope in scopes)
            if not scopes:
                yield name
        yield from listed(part, "also")
    yield from (
        it
        for table in tables.get("boundary", [])
        for it in listed(table, "names", "name")
        if "()" not in it
    )
    yield from (
        f"{it['in']}.{name}"
        for it in tables.get("alias", [])
        for name in listed(it, "names", "name")
    )
    yield from (it["name"] for kind in ("offload", "invoke") for it in tables.get(kind, []))
    for entry in tables.get("entry", []):
        owner = entry.get("decorator") or entry["class"]
        yield owner
        yield from (f"{owner}.{method}" for method in entry.get("methods", []))
    for gateway in tables.get("gateway", []):
        yield from (gateway["class"], gateway["is-a"])


def as_written(tables: dict[str, Any]) -> Iterator[str]:
    """Yield the names as users write them."""
    for alias in tables.get("alias", []):
        for name in listed(alias, "names", "name"):
            yield from (f"{scope}.{name}" for scope in listed(alias, "as"))
    for part in parts(tables):
        for name in listed(part, "names", "name"):
            yield from (constructed(f"{scope}.{name}") for scope in listed(part, "as"))
        yield from map(constructed, listed(part, "aliases"))
    yield from (
        it
        for table in tables.get("boundary", [])
        for it in listed(table, "names", "name")
        if "()" in it
    )
    yield from (
        it
        for kind in ("offload", "invoke")
        for table in tables.get(kind, [])
        for it in listed(table, "aliases")
    )


def parts(tables: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what has names, in the tables of functions."""
    for table in tables.get("function", []):
        yield table
        yield from table.get("more", [])


def listed(table: dict[str, Any], *keys: str) -> list[str]:
    """Return the strings under the first key that is there: one or several."""
    for key in keys:
        if key in table:
            return [table[key]] if isinstance(table[key], str) else list(table[key])
    return []


def constructed(name: str) -> str:
    """Return the class whose constructor this is, which is what users write."""
    return name.removesuffix(".__init__").removesuffix(".__new__")
