"""A face changes nothing but through operations: what else it calls in a room may only read."""

import ast
import importlib
import inspect

from motcua.kernel.floors import HOUSE
from motcua.kernel.operations import REGISTRY, registered
from tests.architecture.test_source import FACES, TOOLS, modules

# Functions that only read, though they stand where what writes stands.
READERS = {
    # Holds the deletion of files off while a backup copies them.
    "motcua.kernel.files.nothing_deleted",
    "motcua.kernel.retention.kept_now",
    "motcua.kernel.retention.rules_in_force",
    # Says which role may work with the tables; it writes no row.
    "motcua.kernel.ownership.grants",
    "motcua.kernel.ownership.hand_over",
    # Names the place where files lie; what writes there is asked for by name.
    "motcua.kernel.storing.keeping",
    # Judges what was typed before anything is kept of it; it writes no row.
    "motcua.dossiers.operations.filing.refuse_unready",
    # Gives the file of a paper, and where there is none yet calls the operation that draws it.
    "motcua.papers.operations.pdf_of",
    "motcua.procedures.operations.freshness.words_of",
    "motcua.procedures.operations.importing.understand",
}


def imported(tree):
    """Everything a file takes from our own modules, by the name it has there."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("motcua."):
            module = importlib.import_module(node.module)
            for alias in node.names:
                # A module that nobody imported yet is no attribute of its package.
                here = getattr(module, alias.name, None) or importlib.import_module(f"{node.module}.{alias.name}")
                names[alias.asname or alias.name] = here
    return names


def functions(tree):
    """The functions of our own modules that a file names, by import or through an imported module."""
    names = imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            thing = names.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            holder = names.get(node.value.id)
            thing = getattr(holder, node.attr, None) if inspect.ismodule(holder) else None
        else:
            continue
        if inspect.isfunction(thing):
            yield f"{thing.__module__}.{thing.__qualname__}"


def may_write(name):
    """Whether a function stands where what writes stands (`test_only_operations_write`) and is no operation."""
    if name.startswith("motcua.kernel.operations."):
        # The door itself.
        return False
    path = name.removeprefix("motcua.").split(".")
    stands = {"operations", "listeners"} & set(path[1:-1]) or "/".join(path[:-1]) + ".py" in TOOLS
    return bool(stands) and name not in REGISTRY


def called_by(face_modules):
    return {
        (path.relative_to(HOUSE.parent).as_posix(), name)
        for path, parts, tree in face_modules
        if parts[0] in FACES
        for name in functions(tree)
        if may_write(name)
    }


def test_faces_write_through_operations_alone():
    registered()
    called = called_by(modules())
    assert {pair for pair in called if pair[1] not in READERS} == set()
    assert {name for _path, name in called} >= READERS, "a reader that no face calls leaves the list"


def test_what_is_no_operation_is_seen_however_it_is_named():
    registered()
    tree = ast.parse(
        "from motcua.kernel.files import store\n"
        "from motcua.kernel import counters as numbers\n"
        "from motcua.people.operations import give_post\n"
        "from motcua.procedures.queries import terms_of\n"
        "store(b'')\n"
        "numbers.next_number('')\n"
        "give_post()\n"
        "terms_of()\n"
    )
    face = [(HOUSE / "portal" / "x.py", ("portal", "x"), tree)]
    seen = {name for _path, name in called_by(face)}
    assert seen == {"motcua.kernel.files.store", "motcua.kernel.counters.next_number"}
