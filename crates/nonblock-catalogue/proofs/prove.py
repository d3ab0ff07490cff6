"""Proves that every name of the catalogue exists, and writes `proofs.json`.

Names of the standard library are looked up in the stubs that `check` uses and in every interpreter at hand; names of
packages in their source, at the version that the file's header pins, and where the source does not tell, by import.
Packages are installed below `.cache`, a folder for each file, so that their requirements cannot contradict each other.

    python prove.py                   every file
    python prove.py aws.toml          these files; what `proofs.json` says of the others stays
    python prove.py --gil [FILES]     measure which computations hold the GIL, as well (see gil.py)
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import claims
from definitions import Tree
from gil import WORK

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
ROOT = HERE.parents[2]
CACHE = ROOT / ".cache" / "catalogue-proofs"
PROOFS = HERE / "proofs.json"

VERSIONS = [(3, minor) for minor in range(10, 15)]
NEWEST = "3.13"

ALONE = {
    "homeassistant",
    "transformers",
    "sentence-transformers",
    "diffusers",
    "langchain-community",
}
"""Packages whose requirements weigh gigabytes: their source is read, and they are not imported."""
SOURCE_ONLY = {
    "accounts.toml",
    "agents.toml",
    "boundaries.toml",
    "databases.toml",
    "devices.toml",
    "integrations.toml",
    "reading.toml",
    "toolkits.toml",
}
"""Files all of whose packages are treated so."""
FOREIGN = {
    "torch": "aarch64-apple-darwin",
    "mysqlclient": "x86_64-pc-windows-msvc",
    "PyAudio": "x86_64-pc-windows-msvc",
}
"""The same, with the platform whose wheel is small, or there at all: the Python source in it is the same."""


MOSTLY_RELEASED, MOSTLY_HELD = 0.05, 0.5
"""Between these shares a computation does both."""


class Stop(Exception):
    """Ends the program with a message."""


@dataclass
class Place:
    """Where the names of a file are looked up."""

    trees: list[Tree]
    interpreters: dict[str, str]
    """Paths of Python, by version."""
    environment: dict[str, str]


def main(arguments: list[str]) -> None:
    """Prove the files with these names, or all of them."""
    names = [it for it in arguments if it != "--gil"]
    paths = [DATA / name for name in names] or sorted(DATA.glob("*.toml"))
    proofs = json.loads(PROOFS.read_text(encoding="utf-8")) if PROOFS.exists() else {}
    proofs = {name: proof for name, proof in proofs.items() if (DATA / name).exists()}
    unproved: list[str] = []
    contradictions: list[str] = []
    for path in paths:
        file = claims.read(path)
        place = place_of(file)
        proved, missing = prove(file, place)
        known = proofs.get(file.name, {}).get("gil", {})
        shares = measured(file, place) if "--gil" in arguments else known
        contradictions += contradicted(file, shares)
        proofs[file.name] = {
            "packages": {it.name: it.version for it in file.packages},
            "proofs": proved,
            "gil": shares,
        }
        unproved += [f"{file.name}: {name}" for name in missing]
        print(
            f"{file.name}: {sum(map(len, proved.values()))} names proved, {len(missing)} not",
            flush=True,
        )
        PROOFS.write_text(json.dumps(proofs, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    if unproved:
        raise Stop("these names do not exist; correct them or remove them:\n" + "\n".join(unproved))
    if contradictions:
        raise Stop(
            "these entries say something else of the GIL than was measured:\n"
            + "\n".join(contradictions)
        )


def prove(file: claims.File, place: Place) -> tuple[dict[str, list[str]], list[str]]:
    """Return the names of a file by how they are proved, and those that are not."""
    proofs: dict[str, str] = {}
    open_names = [*file.definitions, *file.written]
    for name in open_names:
        proof = in_source(name, place.trees)
        if proof is not None:
            proofs[name] = proof
    imported = by_import([it for it in open_names if not file.packages or it not in proofs], place)
    for name, versions in imported.items():
        if versions:
            python = "python " + " ".join(versions)
            proofs[name] = f"{proofs[name]}; {python}" if name in proofs else python
    grouped = defaultdict(list)
    for name in open_names:
        if name in proofs:
            grouped[proofs[name]].append(name)
    return {proof: sorted(names) for proof, names in sorted(grouped.items())}, [
        it for it in open_names if it not in proofs
    ]


def measured(file: claims.File, place: Place) -> dict[str, float]:
    """Return the share of time for which some functions of a file hold the GIL."""
    if file.name not in WORK:
        return {}
    python = newest_python()
    answer = subprocess.run(
        [python, "-W", "ignore", str(HERE / "gil.py"), file.name],
        env=os.environ | place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise Stop(f"cannot measure {file.name}:\n{answer.stderr[-2000:]}")
    return dict(sorted(json.loads(answer.stdout).items()))


def contradicted(file: claims.File, shares: dict[str, float]) -> list[str]:
    """Return what the file says of the GIL although the opposite was measured; in between, the file is right."""
    wrong = []
    for name, share in shares.items():
        if name not in file.holds_gil:
            wrong.append(f"{file.name}: {name} is measured, and not listed")
        elif file.holds_gil[name] != (share > 0.5) and not MOSTLY_RELEASED < share < MOSTLY_HELD:
            wrong.append(f"{file.name}: {name} holds the GIL for {share:.0%} of the time")
    return wrong


def in_source(name: str, trees: list[Tree]) -> str | None:
    """Return how source or stubs prove a name."""
    if name.startswith("*."):
        return "any object"
    looked_up = plain(name)
    for tree in trees:
        found = tree.find(looked_up)
        if found is None or (name.endswith(".*") and not has_members(found.node, found.scope)):
            continue
        if "()" in name:
            return "method of a class"
        return "defined" if found.name == looked_up else "inherited or imported"
    if "()" in name and any(tree.find(name.partition("()")[0]) for tree in trees):
        return "result of a call"
    return None


def plain(name: str) -> str:
    """Return what is looked up for a name: without the star, the calls and the constructor."""
    return (
        name.removesuffix(".*").replace("()", "").removesuffix(".__init__").removesuffix(".__new__")
    )


def has_members(node: ast.AST, scope: object) -> bool:
    """Return whether something public is defined in a class or a module."""
    if isinstance(node, ast.ClassDef):
        names = (
            it.name
            for it in node.body
            if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        )
        return bool(node.bases) or any(not it.startswith("_") for it in names)
    return scope is not None


def by_import(names: list[str], place: Place) -> dict[str, list[str]]:
    """Return the versions of Python that find each name by importing it; a name with a call is found by its callee."""
    asked = {name: plain(name) for name in names if not name.startswith("*.")}
    asked |= {
        name: name.partition("()")[0]
        for name in asked
        if "()" in name and name not in asked.values()
    }
    out: dict[str, list[str]] = {name: [] for name in asked}
    for version, python in place.interpreters.items():
        if not asked:
            break
        answer = subprocess.run(
            [python, str(HERE / "runtime.py")],
            input="\n".join(set(asked.values())),
            env=os.environ | place.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode:
            raise Stop(f"{python} cannot look names up:\n{answer.stderr[-2000:]}")
        found = json.loads(answer.stdout)
        for name, looked_up in asked.items():
            if found[looked_up]:
                out[name].append(version)
    return out


def place_of(file: claims.File) -> Place:
    """Return where the names of a file are looked up; installs the packages of its header."""
    stubs = typeshed()
    if not file.packages:
        found = {f"{major}.{minor}": interpreter(f"{major}.{minor}") for major, minor in VERSIONS}
        return Place(
            [*(Tree(stubs, it) for it in VERSIONS), Tree(ROOT / "python", VERSIONS[-1], ".py")],
            {version: python for version, python in found.items() if python},
            {},
        )
    target = CACHE / Path(file.name).stem
    alone = [it for it in file.packages if it.name in ALONE or file.name in SOURCE_ONLY]
    install([it for it in file.packages if it not in alone and it.name not in FOREIGN], target)
    install([it for it in alone if it.name not in FOREIGN], target, "--no-deps")
    for it in file.packages:
        if it.name in FOREIGN:
            install([it], target, "--no-deps", "--python-platform", FOREIGN[it.name])
    newest = (3, int(NEWEST.partition(".")[2]))
    trees = [Tree(target, newest), Tree(target, newest, ".py"), Tree(stubs, newest)]
    return Place(trees, {NEWEST: newest_python()}, {"PYTHONPATH": str(target)})


def newest_python() -> str:
    """Return the interpreter for which packages are installed."""
    python = interpreter(NEWEST)
    if python is None:
        raise Stop(f"python {NEWEST} is not installed\nhint: `uv python install {NEWEST}`")
    return python


def install(packages: list[claims.Package], target: Path, *options: str) -> None:
    """Install packages into a folder, unless they are there."""
    pins = [f"{it.name}=={it.version}" for it in packages]
    done = target / ".installed"
    known = done.read_text(encoding="utf-8").split() if done.exists() else []
    if not pins or set(pins) <= set(known):
        return
    target.mkdir(parents=True, exist_ok=True)
    command = [
        *uv(),
        "pip",
        "install",
        "--quiet",
        "--python",
        newest_python(),
        "--target",
        str(target),
        *options,
        *pins,
    ]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise Stop(f"cannot install {' '.join(pins)}:\n{answer.stderr[-3000:]}")
    done.write_text("\n".join([*known, *pins]), encoding="utf-8")


def uv() -> list[str]:
    """Return the command of uv, which is installed beside this interpreter."""
    return [sys.executable, "-m", "uv"]


@cache
def interpreter(version: str) -> str | None:
    """Return the path of an interpreter of this version: on the path, or installed by pyenv or uv."""
    homes = (
        Path.home() / ".pyenv" / "versions",
        Path.home() / ".local" / "share" / "uv" / "python",
    )
    installed = [it for home in homes for it in sorted(home.glob(f"*{version}.*/bin/python3"))]
    for candidate in (f"python{version}", *map(str, installed)):
        tell = "import sys; print(sys.executable, '%d.%d' % sys.version_info[:2])"
        try:
            answer = subprocess.run(
                [candidate, "-c", tell], capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            continue
        path, _, found = answer.stdout.strip().rpartition(" ")
        if answer.returncode == 0 and found == version:
            return path
    return None


def typeshed() -> Path:
    """Return the stubs of the standard library, inside the crate that `check` takes them from."""
    answer = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--locked", "--offline"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise Stop(f"cannot find the stubs: {answer.stderr.strip()}\nhint: run `cargo fetch` first")
    packages = json.loads(answer.stdout)["packages"]
    manifest = next(it["manifest_path"] for it in packages if it["name"] == "ty_vendored")
    return Path(manifest).parent / "vendor" / "typeshed" / "stdlib"


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stop as stop:
        sys.exit(str(stop))
