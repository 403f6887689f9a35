"""Puts one small fault after the other into a room and says which of them its tests do not notice.

`./motcua test --mutants calendars processes/rules.py --minutes 5`. A room means its rules and operations. Every fault
is put into the memory of a process of its own; no file is ever touched.
"""

import argparse
import ast
import copy
import gc
import importlib
import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

import django
import pytest

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "motcua"
SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip
# A test that takes so many times longer than without a fault has noticed it: the fault goes on for ever.
PATIENCE = 5


def alternatives(node: ast.AST) -> Iterator[ast.AST]:
    """What a slip of the hand would make of a piece of code."""
    match node:
        case ast.Compare(left, [operator], comparators) if type(operator) in SWAPS:
            yield ast.Compare(left, [SWAPS[type(operator)]()], comparators)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(SWAPS[type(operator)](), values)
        case ast.BinOp(left, operator, right) if type(operator) in SWAPS:
            yield ast.BinOp(left, SWAPS[type(operator)](), right)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
    yield from _of_values_and_statements(node)


def _of_values_and_statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.If(test, body, orelse):
            yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.Expr(ast.Call()) | ast.Raise():
            yield ast.Pass()
        case ast.Return(value) if value is not None and not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))


@dataclass(frozen=True)
class Mutant:
    """One fault: the file, the function it is in, which of the function's nodes, which alternative for it."""

    path: Path
    function: int
    node: int
    which: int

    def put_in(self) -> tuple[CodeType, str]:
        """The code of the whole file with the fault, and the fault in words."""
        tree = ast.parse(self.path.read_text())
        target = list(inside(functions(tree)[self.function]))[self.node]
        new = copy.deepcopy(list(alternatives(target))[self.which])
        said = f"{self.path.relative_to(ROOT)}:{target.lineno}: {_line(target)}  →  {_line(new)}"
        whole = ast.fix_missing_locations(_Replace(target, ast.copy_location(new, target)).visit(tree))
        return compile(whole, str(self.path), "exec"), said


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _line(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(node)).splitlines()[0][:70]


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """The functions and methods of a file; those inside a function are part of it."""
    holders = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]
    return [node for holder in holders for node in holder.body if isinstance(node, ast.FunctionDef)]


def inside(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The nodes of a function's body: what is evaluated when it is defined cannot be changed afterwards."""
    for statement in function.body:
        yield from ast.walk(statement)


def mutants_of(path: Path) -> Iterator[Mutant]:
    for number, function in enumerate(functions(ast.parse(path.read_text()))):
        for place, node in enumerate(inside(function)):
            for which, _new in enumerate(alternatives(node)):
                yield Mutant(path, number, place, which)


def use(code: CodeType) -> None:
    """Have every function that a file has made do what the file's new code says."""
    new = {(one.co_qualname, one.co_firstlineno): one for one in _codes(code)}
    # What was there when the suite began is not thrown away any more, and not told either.
    gc.unfreeze()
    for function in gc.get_objects():
        if type(function) is FunctionType and function.__code__.co_filename == code.co_filename:
            here = function.__code__
            function.__code__ = new.get((here.co_qualname, here.co_firstlineno), here)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from _codes(inner)


def run(tests: list[str], code: CodeType | None, *, limit: int) -> int:
    """What pytest ends with in a process of its own: 0 when it noticed nothing, -1 when it had to be stopped."""
    child = os.fork()
    if child == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        signal.alarm(limit)
        if code is not None:
            use(code)
        os._exit(pytest.main(["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-n", "0", *tests]))
    _pid, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else -1
    if ended > 1:
        raise SystemExit(f"pytest could not run {' '.join(tests)} ({ended}).")
    return ended


def files_of(name: str) -> list[Path]:
    """A file or folder of a room, or a room's rules and operations."""
    path = SRC / name
    if path.is_file():
        return [path]
    if path.parent != SRC:
        return sorted(path.rglob("*.py"))
    kinds = [path / "rules", path / "operations"]
    return [file for kind in kinds for file in [*path.glob(f"{kind.name}.py"), *sorted(kind.rglob("*.py"))]]


def tests_of(room: str) -> list[str]:
    """The room's own tests, those of its rules first: they are the quickest to notice."""
    folder = ROOT / "tests" / room
    return [str(path) for path in [*sorted(folder.glob("test_*rules.py")), folder]]


def look_at(room: str, mutants: list[Mutant], until: float) -> tuple[int, list[str]]:
    """How many faults were tried, and those that no test of the room noticed."""
    began = time.monotonic()
    if run(tests_of(room), None, limit=600) != 0:
        raise SystemExit(f"The tests of {room} fail without any fault.")
    limit = 10 + PATIENCE * int(time.monotonic() - began)
    tried, survivors = 0, []
    for mutant in mutants:
        if time.monotonic() > until:
            break
        code, said = mutant.put_in()
        tried += 1
        if run(tests_of(room), code, limit=limit) == 0:
            survivors.append(said)
            print(said, flush=True)  # noqa: T201 - a program of its own
    return tried, survivors


def main() -> None:
    words = argparse.ArgumentParser(prog="./motcua test --mutants")
    words.add_argument("names", nargs="+", metavar="ROOM|FILE")
    words.add_argument("--minutes", type=float, default=10)
    words.add_argument("--seed", type=int, default=0)
    wanted = words.parse_args()
    django.setup()
    files = {path for name in wanted.names for path in files_of(name)}
    if not files or not all(path.exists() for path in files):
        raise SystemExit("No such room or file under src/motcua.")
    for path in files:
        importlib.import_module(".".join(path.relative_to(SRC.parent).with_suffix("").parts).removesuffix(".__init__"))
    until, tried, survivors, number = time.monotonic() + 60 * wanted.minutes, 0, 0, 0
    for room in sorted({path.relative_to(SRC).parts[0] for path in files}):
        mutants = [one for path in sorted(files) if path.relative_to(SRC).parts[0] == room for one in mutants_of(path)]
        # In no order, so that a run that ends early has looked everywhere.
        random.Random(wanted.seed).shuffle(mutants)
        done, found = look_at(room, mutants, until)
        number, tried, survivors = number + len(mutants), tried + done, survivors + len(found)
    print(f"{tried} of {number} faults tried, {survivors} not noticed.")  # noqa: T201 - a program of its own
    raise SystemExit(1 if survivors else 0)


if __name__ == "__main__":
    main()
