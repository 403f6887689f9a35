"""What a policy says of itself to the report on access is what its own code asks for."""

import types
from collections.abc import Mapping

from motcua.kernel.operations import Policy, registered
from motcua.organization.rules import AnyDuty
from motcua.people.rights import Right


def duties_in(thing, seen):
    """Every duty that a function, a right or what they are made of names, however deep."""
    if id(thing) in seen:
        return set()
    seen.add(id(thing))
    if isinstance(thing, AnyDuty):
        return {thing.value}
    if isinstance(thing, Right):
        return set(map(str, thing.duties))
    parts = []
    if isinstance(thing, types.MethodType):
        parts = [thing.__self__, thing.__func__]
    elif isinstance(thing, Policy):
        parts = [thing.allows, thing.holds]
    elif isinstance(thing, Mapping):
        parts = list(thing.values())
    elif isinstance(thing, types.FunctionType) and thing.__module__.startswith("motcua."):
        cells = [cell.cell_contents for cell in thing.__closure__ or ()]
        names = {name for code in codes(thing.__code__) for name in code.co_names}
        used = [thing.__globals__[name] for name in names if name in thing.__globals__]
        # A duty is named as an attribute of its class.
        kinds = [part for part in used if isinstance(part, type) and issubclass(part, AnyDuty)]
        named = [kind[name] for kind in kinds for name in names if name in kind.__members__]
        parts = [*cells, *used, *named]
    return {duty for part in parts for duty in duties_in(part, seen)}


def codes(code):
    """A code and those of the functions written inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes(constant)


def test_a_policy_names_the_duties_that_it_asks_for():
    wrong = {}
    for name, info in registered().items():
        asked = duties_in(info.who, set())
        # Any post will do, but for some things it needs a duty; a step names its own duty, in its row.
        if not info.who.any_post and not asked <= set(map(str, info.who.duties)):
            wrong[name] = (sorted(asked), info.who.duties)
    assert wrong == {}


def test_what_a_right_says_reaches_its_policy():
    found = {info.journal: set(map(str, info.who.duties)) for info in registered().values()}
    assert found["dossier.accepted"] == {"RECEIVE"}
    assert found["post.given"] == {"ADMIN"}
    assert {"PROCESS", "SIGN"} <= found["task.finished"]
