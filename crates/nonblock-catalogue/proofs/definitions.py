"""Resolves names in a tree of stubs or sources, as a type checker does: to where they are defined."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

Version = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """Where a name is defined."""

    name: str
    node: ast.AST = field(repr=False, compare=False)
    scope: Module | None = field(repr=False, compare=False, default=None)


@dataclass(eq=False)
class Module:
    """The names that a module binds, in one version of Python on Linux."""

    name: str
    names: dict[str, ast.AST]
    stars: list[str]


class Tree:
    """A folder of packages, seen as one version of Python sees it."""

    def __init__(self, root: Path, version: Version, suffix: str = ".pyi") -> None:
        """Look at `root`; files end in `suffix`."""
        self.root = root
        self.version = version
        self.suffix = suffix
        self.module = cache(self._module)
        self.known: dict[str, Found | None] = {}

    def find(self, dotted: str) -> Found | None:
        """Return where `dotted` is defined, following imports, aliases and base classes."""
        if dotted not in self.known:
            self.known[dotted] = None  # ends cycles of imports and of base classes
            self.known[dotted] = self._find(dotted.split("."))
        return self.known[dotted]

    def _find(self, segments: list[str]) -> Found | None:
        for count in range(len(segments), 0, -1):
            module = self.module(".".join(segments[:count]))
            if module is not None:
                return self._walk(module, segments[count:])
        return None

    def _walk(self, module: Module, rest: list[str]) -> Found | None:
        if not rest:
            return Found(module.name, ast.Pass(), module)
        found = self._global(module, rest[0])
        for segment in rest[1:]:
            if found is None:
                return None
            found = self._attribute(found, segment)
        return found

    def _global(self, module: Module, name: str) -> Found | None:
        node = module.names.get(name)
        if node is None:
            for star in module.stars:
                found = self.find(f"{star}.{name}")
                if found is not None:
                    return found
            return None
        return self._follow(Found(f"{module.name}.{name}", node, module))

    def _follow(self, found: Found) -> Found | None:
        node, module = found.node, found.scope
        if isinstance(node, ast.Constant):  # an import, kept as the dotted name of its target
            return self.find(str(node.value))
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Name | ast.Attribute)
            and module is not None
        ):
            target = self._expression(node.value, module, found.name)
            return target or found
        return found

    def _expression(self, node: ast.AST, module: Module, within: str) -> Found | None:
        if isinstance(node, ast.Subscript):
            node = node.value
        dotted = ast.unparse(node)
        head, _, tail = dotted.partition(".")
        found: Found | None = None
        scope = within[len(module.name) + 1 :].rpartition(".")[0]
        if scope:  # a name of the class body
            owner = self.find(f"{module.name}.{scope}")
            if owner is not None and isinstance(owner.node, ast.ClassDef):
                bound = bindings(owner.node.body, self.version, module.name, is_package=False)[
                    0
                ].get(head)
                if bound is not None and bound is not node:
                    found = Found(f"{owner.name}.{head}", bound, module)
        found = found or self._global(module, head)
        for segment in tail.split(".") if tail else []:
            if found is None:
                return None
            found = self._attribute(found, segment)
        return found

    def _attribute(self, found: Found, segment: str) -> Found | None:
        if isinstance(found.node, ast.Pass) and found.scope is not None:
            submodule = self.module(f"{found.scope.name}.{segment}")
            inside = self._global(found.scope, segment)
            return inside or (Found(submodule.name, ast.Pass(), submodule) if submodule else None)
        if isinstance(found.node, ast.Assign | ast.AnnAssign):
            owner = self._instance(found)
            return self._inherited(owner, segment) if owner is not None else None
        if not isinstance(found.node, ast.ClassDef) or found.scope is None:
            return None
        body, _ = bindings(found.node.body, self.version, found.scope.name, is_package=False)
        if segment in body:
            return self._follow(Found(f"{found.name}.{segment}", body[segment], found.scope))
        for base in found.node.bases:
            owner = self._expression(base, found.scope, found.name)
            if owner is not None and owner.name != found.name:
                inherited = self._inherited(owner, segment)
                if inherited is not None:
                    return inherited
        return None

    def _instance(self, found: Found) -> Found | None:
        """Return the class of what is assigned: as annotated, or as called in `load = Loader(".")`."""
        match found.node:
            case ast.AnnAssign(annotation=made) | ast.Assign(value=ast.Call(func=made)):
                return self._expression(made, found.scope, found.name) if found.scope else None
            case _:
                return None

    def _inherited(self, owner: Found, segment: str) -> Found | None:
        name = f"{owner.name}.{segment}"
        if name not in self.known:
            self.known[name] = None
            self.known[name] = self._attribute(owner, segment)
        return self.known[name]

    def _module(self, name: str) -> Module | None:
        base = self.root.joinpath(*name.split("."))
        # A package may ship stubs for some of its modules only.
        for path, is_package in (
            (base / f"__init__{self.suffix}", True),
            (base.with_name(base.name + self.suffix), False),
            (base / "__init__.py", True),
            (base.with_name(base.name + ".py"), False),
        ):
            if path.is_file():
                body = ast.parse(path.read_text(encoding="utf-8-sig")).body
                names, stars = bindings(body, self.version, name, is_package=is_package)
                return Module(name, names, stars)
        return Module(name, {}, []) if base.is_dir() and self.suffix == ".py" else None


def bindings(
    body: list[ast.stmt], version: Version, module: str, *, is_package: bool
) -> tuple[dict[str, ast.AST], list[str]]:
    """Return what the statements bind; an import binds the dotted name of its target."""
    names: dict[str, ast.AST] = {}
    stars: list[str] = []
    for node in statements(body, version):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names[node.name] = node
            case ast.Assign():
                for target in node.targets:
                    if isinstance(target, ast.Name) and not is_wrapped(
                        names.get(target.id), node.value
                    ):
                        names[target.id] = node
            case ast.AnnAssign(target=ast.Name(id=name)):
                names[name] = node
            case ast.Import():
                for alias in node.names:
                    bound = alias.asname or alias.name.partition(".")[0]
                    names[bound] = ast.Constant(alias.name if alias.asname else bound)
            case ast.ImportFrom():
                source = absolute(node, module, is_package=is_package)
                for alias in node.names:
                    if alias.name == "*":
                        stars.append(source)
                    else:
                        names.setdefault(
                            alias.asname or alias.name, ast.Constant(f"{source}.{alias.name}")
                        )
    return names, stars


def is_wrapped(bound: ast.AST | None, value: ast.expr) -> bool:
    """Return whether a class is only passed through a call: `Model = update(Model)`."""
    return isinstance(bound, ast.ClassDef) and isinstance(value, ast.Call)


def absolute(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    """Return the module that a `from` import names."""
    if not node.level:
        return node.module or ""
    parents = module.split(".")
    parents = parents[: len(parents) - node.level + (1 if is_package else 0)]
    return ".".join([*parents, *([node.module] if node.module else [])])


def statements(body: list[ast.stmt], version: Version) -> list[ast.stmt]:
    """Return the statements that run, also those under `if` and `try`."""
    out: list[ast.stmt] = []
    for node in body:
        match node:
            case ast.If():
                verdict = holds(node.test, version)
                if verdict is not False:
                    out += statements(node.body, version)
                if verdict is not True:
                    out += statements(node.orelse, version)
            case ast.Try():
                out += statements([*node.body, *node.orelse, *node.finalbody], version)
                for handler in node.handlers:
                    out += statements(handler.body, version)
            case _:
                out.append(node)
    return out


def holds(test: ast.expr, version: Version) -> bool | None:
    """Return whether a test of version or platform holds on Linux; `None` when it is about something else."""
    text = ast.unparse(test)
    if "sys.version_info" not in text and "sys.platform" not in text:
        return True if text in {"TYPE_CHECKING", "typing.TYPE_CHECKING"} else None
    text = text.replace("sys.version_info", "version").replace("sys.platform", "platform")
    try:
        return bool(eval(text, {"version": (*version, 99), "platform": "linux"}))  # noqa: S307 - typeshed's own tests
    except (AttributeError, NameError, TypeError, SyntaxError):
        return None
