"""Rules that no linter has: who may write, who may look at the clock, how long a file may be."""

import ast

from tests.architecture.floors import ROOT, SRC, floors

FACES = {"portal", "workspace", "api", "cli", "ui"}
WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
CLOCKS = {"now", "today", "utcnow", "localtime", "localdate"}
MAY_WRITE = {"operations", "listeners", "migrations"}
# The ground's own tools, which operations are made of, and the sign-in library's adapter.
TOOLS = {
    "kernel/journal.py",
    "kernel/files.py",
    "kernel/outbox.py",
    "kernel/counters.py",
    "kernel/tasks.py",
    "people/adapters.py",
}
MAX_LINES = 500
STARTS = "import " + "subprocess"


def modules():
    for path in sorted(SRC.rglob("*.py")):
        parts = path.relative_to(SRC).with_suffix("").parts
        if parts[0] in floors():
            yield path, parts, ast.parse(path.read_text())


def calls(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func


def is_queryset(node):
    return any(isinstance(n, ast.Attribute) and n.attr in ("objects", "filter", "exclude") for n in ast.walk(node))


def is_tool(path):
    return str(path.relative_to(SRC)) in TOOLS


def test_only_operations_write():
    errors = [
        f"{path.relative_to(ROOT)}:{node.lineno} .{func.attr}()"
        for path, parts, tree in modules()
        if not MAY_WRITE & set(parts) and not is_tool(path) and parts[0] != "papers"
        for node, func in calls(tree)
        if (func.attr in WRITES and is_queryset(func.value)) or (func.attr == "update" and is_queryset(func.value))
    ]
    assert errors == []


def test_rooms_do_not_ask_for_the_time():
    errors = [
        f"{path.relative_to(ROOT)}:{node.lineno} .{func.attr}()"
        for path, parts, tree in modules()
        if parts[0] not in FACES and not is_tool(path)
        for node, func in calls(tree)
        if func.attr in CLOCKS
    ]
    assert errors == []


def test_files_stay_short():
    long = {
        str(p.relative_to(ROOT)): n
        for p, parts, _ in modules()
        if "migrations" not in parts and (n := len(p.read_text().splitlines())) > MAX_LINES
    }
    assert long == {}


def test_nothing_is_printed_outside_the_command():
    errors = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, parts, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert errors == []


def test_tests_start_nothing_but_our_own_server_and_command():
    """Another program may stand on one machine and be missing on the next; only the browser is installed."""
    starting = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py") if STARTS in path.read_text()
    }
    assert starting == {"tests/command.py", "tests/journeys/conftest.py"}
