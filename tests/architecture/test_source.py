"""Rules that no linter has: who may write, who may look at the clock, how long a file may be."""

import ast
import re

import pytest

from motcua.kernel.floors import HOUSE, ROOT, house

FACES = {"portal", "workspace", "api", "cli", "ui"}
PAGES = FACES - {"cli"}
WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
SQL = re.compile(r'\b(INSERT INTO|DELETE FROM|MERGE INTO|TRUNCATE|UPDATE "?\w+"? SET|COPY "?\w+"? (FROM|TO))\b')
CLOCKS = {"now", "today", "utcnow", "localtime", "localdate"}
# `upgrading` writes down which migrations have run.
MAY_WRITE = {"operations", "listeners", "migrations", "upgrading"}
# The ground's own tools, which operations are made of.
TOOLS = {
    "kernel/journal.py",
    "kernel/files.py",
    # Puts and removes contents; writes no row.
    "kernel/storing.py",
    "kernel/outbox.py",
    "kernel/circuits.py",
    # What may be forgotten: no fact of the province.
    "kernel/caching.py",
    "kernel/retention.py",
    "kernel/counters.py",
    "kernel/tasks.py",
    # Says which role may write which table; writes no row.
    "kernel/ownership.py",
}
# Where a request or a job comes in from outside, the time comes in too; the first is the sign-in library's, the second
# what Django keeps a session by.
TELL_THE_TIME = TOOLS | {"people/adapters.py", "people/sessions.py", "people/visitor.py"}
MAX_LINES = 500
STARTS = "import " + "subprocess"


def modules():
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).with_suffix("").parts
        if parts[0] in house():
            yield path, parts, ast.parse(path.read_text())


def calls(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func


def is_queryset(node):
    return any(isinstance(n, ast.Attribute) and n.attr in ("objects", "filter", "exclude") for n in ast.walk(node))


def is_tool(path):
    return str(path.relative_to(HOUSE)) in TOOLS


def writes(node, func):
    """Whether a call writes rows: by the names of Django's writers, whatever they are called on.

    `update` is a dictionary's too, which is given no fields by name; a picture is saved into something, a row into
    nothing; a form of the sign-in library may save itself (what that writes is seen when it runs, `tests/watching.py`).
    """
    if func.attr == "save" and len(node.args) > 1:
        return False
    if func.attr == "update":
        return is_queryset(func.value) or (not node.args and bool(node.keywords))
    return func.attr in WRITES and ast.unparse(func.value) != "super()"


def written_in_words(tree):
    """The statements that write, spelled out in a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
            yield node


def test_only_operations_write():
    errors = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)[:60]}"
        for path, parts, tree in modules()
        if not MAY_WRITE & set(parts) and not is_tool(path)
        for node in [*(node for node, func in calls(tree) if writes(node, func)), *written_in_words(tree)]
    ]
    assert errors == []


@pytest.mark.parametrize(
    ("line", "is_seen"),
    [
        ("dossier.save()", True),
        ("Dossier.objects.filter(pk=1).update(code='')", True),
        ("dossier.history.create(text='')", True),
        ("dossier.history.update(text='')", True),
        ("connection.cursor().execute('DELETE FROM dossiers_dossier')", True),
        ("""connection.cursor().execute('UPDATE "dossiers_dossier" SET code = 1')""", True),
        ("facts.update({'a': 1})", False),
        ("picture.save(written, 'PNG')", False),
        ("connection.cursor().execute('SELECT 1 FROM dossiers_dossier FOR UPDATE')", False),
    ],
)
def test_every_way_to_write_is_seen(line, is_seen):
    tree = ast.parse(line)
    assert (any(writes(node, func) for node, func in calls(tree)) or any(written_in_words(tree))) == is_seen


def test_rooms_do_not_ask_for_the_time():
    errors = [
        f"{path.relative_to(ROOT)}:{node.lineno} .{func.attr}()"
        for path, parts, tree in modules()
        if parts[0] not in FACES and "pages" not in parts and str(path.relative_to(HOUSE)) not in TELL_THE_TIME
        for node, func in calls(tree)
        if func.attr in CLOCKS
    ]
    assert errors == []


def test_rules_are_tested_without_a_database():
    """In a second, whatever state the machine is in; so they are in files that ask for none."""
    asking = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").glob("*/test_*rules.py")
        if re.search(r"django_db|\bdb\b", path.read_text())
    ]
    assert asking == []


def test_faces_are_told_the_time_by_their_visitor():
    looks = [
        f"{path.relative_to(HOUSE)} .{func.attr}()"
        for path, parts, tree in modules()
        if parts[0] in PAGES
        for _node, func in calls(tree)
        if func.attr in CLOCKS
    ]
    assert looks == []


def test_faces_read_numbers_in_one_way():
    readers = {
        str(path.relative_to(HOUSE))
        for path, parts, tree in modules()
        if parts[0] in PAGES
        for _node, func in calls(tree)
        if func.attr in ("isdigit", "isdecimal", "isnumeric")
    }
    assert readers == set()


def test_what_is_refused_is_handled_in_few_places():
    """A page leaves it to its attempt, a command to its words; these handle it because they go on in spite of it."""
    handling = [
        str(path.relative_to(HOUSE))
        for path, parts, tree in modules()
        if parts[0] in FACES
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and node.type is not None and "Refused" in ast.unparse(node.type)
    ]
    assert sorted(handling) == ["cli/refusals.py", "cli/year.py", "workspace/counter.py"]


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
    """Another program may stand on one machine and be missing on the next; only the browser is installed.

    What the guide says of Debian's PostgreSQL, systemd, HAProxy, Prometheus, devices that keep keys and scanner of
    malware is tried where they are; another program or user stands beside ours where that is what is tried.
    """
    starting = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py") if STARTS in path.read_text()
    }
    # The last one is no test: it asks pip when a developer or .ci/run does.
    programs = {
        "tests/command.py",
        "tests/journeys/conftest.py",
        "tests/faults/test_nodes.py",
        "tests/cli/test_point_in_time.py",
        "tests/cli/test_install.py",
        "tests/cli/test_start.py",
        "tests/cli/test_embedded.py",
        "tests/developers/test_deploy.py",
        "tests/papers/test_tokens.py",
        "tests/scanner.py",
        # It came with the developers' libraries.
        "tests/objects.py",
        "tests/api/test_measures.py",
        "tests/newest.py",
    }
    assert starting == programs
