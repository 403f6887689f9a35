"""Every operation is complete: who may, its word in the journal, its law, its arguments."""

import importlib
import inspect
import re

from motcua.kernel.operations import registered

LAW = re.compile(r"\b(NĐ|TT|NQ|QĐ|QCVN|BLLĐ|Luật|Bộ luật [^(]*?) ?\d+([.:/]\d+)*|\bĐ\d+")


def test_every_operation_says_who_what_word_and_which_law():
    found = registered()
    assert len(found) > 40
    errors = []
    for name, info in found.items():
        module, function = name.rsplit(".", 1)
        operation = getattr(importlib.import_module(module), function)
        if not (info.who and re.fullmatch(r"[a-z_]+\.[a-z_]+", info.journal)):
            errors.append(f"{name}: who and a word like dossier.accepted")
        if not LAW.search(operation.__doc__ or ""):
            errors.append(f"{name}: name the legal source in the docstring")
        parameters = inspect.signature(operation).parameters.values()
        if len([p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]) > 1:
            errors.append(f"{name}: arguments after the subject are keyword-only")
        if not {"by", "at"} <= {p.name for p in parameters}:
            errors.append(f"{name}: takes by= and at=")
    assert errors == []


def test_no_two_operations_share_a_word():
    words = [info.journal for info in registered().values()]
    assert sorted({word for word in words if words.count(word) > 1}) == []
