"""Find cures of blocking calls: what a coroutine called in one release, and no longer calls itself in a later one."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef

# What runs its argument elsewhere, by its last name.
OFFLOADERS = frozenset(
    [
        "to_thread",
        "run_in_executor",
        "run_sync",
        "run_in_threadpool",
        "sync_to_async",
        "asyncify",
        "make_async",
        "run_in_thread",
        "in_thread",
        "run_async",
        "run_blocking",
        "run_io_bound",
        "run_sync_in_worker_thread",
        "run_sync_task",
        "run_in_executor_with_context",
        "run_in_background",
        "run_in_process",
        "to_process",
        "submit",
        "async_add_executor_job",
    ]
)
# Names that block nowhere: counting them would make cures of functions that merely build a message.
HARMLESS = frozenset(
    [
        "add",
        "all",
        "any",
        "append",
        "bool",
        "cast",
        "copy",
        "debug",
        "decode",
        "dict",
        "encode",
        "endswith",
        "enumerate",
        "error",
        "exception",
        "extend",
        "field",
        "float",
        "format",
        "get",
        "getattr",
        "hasattr",
        "id",
        "info",
        "insert",
        "int",
        "isinstance",
        "isoformat",
        "items",
        "join",
        "keys",
        "len",
        "list",
        "lower",
        "max",
        "min",
        "monotonic",
        "now",
        "partial",
        "Path",
        "pop",
        "print",
        "range",
        "replace",
        "repr",
        "set",
        "setdefault",
        "sorted",
        "split",
        "startswith",
        "str",
        "strip",
        "sum",
        "super",
        "time",
        "tuple",
        "type",
        "update",
        "upper",
        "values",
        "warning",
        "zip",
        "lstrip",
        "rstrip",
        "title",
        "count",
        "index",
        "create_task",
        "gather",
        "lock",
        "Lock",
        "BaseModel",
        "model_dump",
        "dumps",
        "loads",
        "deepcopy",
        "uuid4",
        "Exception",
        "ValueError",
        "TypeError",
        "RuntimeError",
        "KeyError",
        "HTTPException",
        "JSONResponse",
        "Response",
    ]
)


@dataclass(frozen=True, slots=True)
class Cure:
    """A function, and what it called in the earlier release."""

    file: str
    function: str
    callees: dict[str, list[int]] = field(hash=False)  # name -> lines in the earlier release
    after: list[int] = field(hash=False)  # lines that must be silent in the later one
    way: str
    reached: bool  # a coroutine of the earlier release runs it

    def key(self) -> str:
        """Return how the list of releases names it."""
        return f"{self.file}:{self.function}"


@dataclass(slots=True)
class Module:
    """The functions of a file under their qualified names."""

    functions: dict[str, Function]

    @classmethod
    def read(cls, path: Path) -> Module | None:
        """Read a file, or nothing where it is no Python of this version."""
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            return None
        return cls(dict(functions_of(tree, "")))

    def named(self, name: str, inside: str) -> Function | None:
        """Return the function that a name means: a nested one, else any of the file."""
        ends = (name, f".{name}")
        near = [it for key, it in self.functions.items() if key == f"{inside}.{name}"]
        far = (it for key, it in self.functions.items() if key == name or key.endswith(ends[1]))
        return next(iter(near), None) or next(far, None)


def functions_of(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    """Name every function below a node."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield f"{prefix}{child.name}", child
            yield from functions_of(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            yield from functions_of(child, f"{prefix}{child.name}.")
        else:
            yield from functions_of(child, prefix)


def last_name(node: ast.AST) -> str:
    """Return the last part of what is called."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case ast.Call(func=function):
            return last_name(function)
        case _:
            return ""


def own_nodes(function: Function) -> Iterator[ast.AST]:
    """Walk what the function runs itself: no nested function, no lambda."""
    stack: list[ast.AST] = list(function.body)
    while stack:
        node = stack.pop()
        if isinstance(node, Function | ast.Lambda | ast.ClassDef):
            continue
        yield node
        stack.extend(ast.iter_child_nodes(node))


def plain_calls(function: Function) -> dict[str, list[int]]:
    """Return the calls of a function that are not awaited, as name -> lines."""
    awaited = {id(call) for call in awaited_calls(function)}
    calls: dict[str, list[int]] = defaultdict(list)
    for node in own_nodes(function):
        if isinstance(node, ast.Call) and id(node) not in awaited:
            end = node.func.end_lineno or node.lineno
            calls[last_name(node)].extend(range(node.lineno, end + 1))
    return calls


def awaited_calls(function: Function) -> Iterator[ast.Call]:
    """Walk the calls behind `await`, `async with` and `async for`."""
    for node in own_nodes(function):
        match node:
            case ast.Await(value=ast.Call() as call) | ast.AsyncFor(iter=ast.Call() as call):
                yield call
            case ast.AsyncWith(items=items):
                yield from (
                    it.context_expr for it in items if isinstance(it.context_expr, ast.Call)
                )
            case _:
                pass


def offloaded(function: Function, name: str, module: Module) -> dict[str, int]:
    """Return what a function hands to a thread or a process, as name -> line."""
    found: dict[str, int] = {}
    for node in own_nodes(function):
        if isinstance(node, ast.Call) and last_name(node) in OFFLOADERS:
            keywords = [it.value for it in node.keywords if it.arg in {"func", "fn", "function"}]
            for argument in [*node.args[:3], *keywords]:
                for callee in handed_over(argument, name, module):
                    found.setdefault(callee, node.lineno)
    return found


def handed_over(argument: ast.expr, inside: str, module: Module) -> Iterator[str]:
    """Name what runs when an argument is called."""
    if isinstance(argument, ast.Call) and last_name(argument) == "partial" and argument.args:
        argument = argument.args[0]
    if isinstance(argument, ast.Lambda):
        yield from (last_name(it) for it in ast.walk(argument.body) if isinstance(it, ast.Call))
    elif isinstance(argument, ast.Name | ast.Attribute):
        name = last_name(argument)
        yield name
        target = module.named(name, inside)
        if isinstance(target, ast.FunctionDef):
            yield from plain_calls(target)


def find(before: Path, after: Path) -> list[Cure]:
    """Compare two unpacked releases."""
    pairs: list[tuple[str, Module, Module]] = []
    for path in sorted(after.rglob("*.py")):
        name = path.relative_to(after).as_posix()
        old = before / name
        if "test" in name.lower() or not old.exists() or old.read_bytes() == path.read_bytes():
            continue
        modules = Module.read(old), Module.read(path)
        if modules[0] and modules[1]:
            pairs.append((name, modules[0], modules[1]))
    everything = (Module.read(path) for path in before.rglob("*.py"))
    reached = {
        callee
        for module in everything
        if module
        for function in module.functions.values()
        if isinstance(function, ast.AsyncFunctionDef)
        for callee in plain_calls(function)
    }
    return [cure for name, old, new in pairs for cure in compare(name, old, new, reached)]


def compare(file: str, before: Module, after: Module, reached: set[str]) -> Iterator[Cure]:
    """Compare two versions of a file."""
    for name, new in after.functions.items():
        old = before.functions.get(name)
        if old is None or not isinstance(new, ast.AsyncFunctionDef):
            continue
        had, called = offloaded(old, name, before), plain_calls(old)
        runs = isinstance(old, ast.AsyncFunctionDef) or old.name in reached
        make = partial(Cure, file, name, reached=runs)
        moved = {it: line for it, line in offloaded(new, name, after).items() if it not in had}
        gone = {it: lines for it, lines in called.items() if it in moved and it not in HARMLESS}
        if gone:
            yield make(gone, sorted({moved[it] for it in gone}), "thread")
        twins = dict(twinned(old, new))
        changed = {it: called[it] for it in twins if it not in gone and it not in HARMLESS}
        if changed:
            yield make(changed, sorted({twins[it] for it in changed}), "await")


def twinned(old: Function, new: Function) -> Iterator[tuple[str, int]]:
    """Name calls that became awaited calls: of the same name, or of an asynchronous twin's."""
    called, still = plain_calls(old), plain_calls(new)
    before = {last_name(call) for call in awaited_calls(old)}
    for call in awaited_calls(new):
        awaited = last_name(call)
        for name in (
            awaited,
            awaited.removeprefix("a"),
            awaited.removesuffix("_async"),
            awaited.removeprefix("async_"),
        ):
            if (
                name in called
                and awaited not in before
                and len(still.get(name, ())) < len(called[name])
            ):
                yield name, call.lineno
