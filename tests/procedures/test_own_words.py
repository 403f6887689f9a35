"""Every procedure speaks for itself: its sentences are its own, and what it costs names the law it rests on."""

from collections import defaultdict

import pytest

from tests.procedures.test_cases import ITEMS

MOST = 5
# Building permits still share sentences: one article (NĐ 217/2026 Đ54) gives new, changed, repaired, extended and
# renewed permits the same steps in the same words, and to say it seven times differently would only hide that.
UNREAD = {"Hoạt động xây dựng"}
READ = [item for item in ITEMS if item.field not in UNREAD]


def sentences(item):
    """What a procedure tells people, without the names of things, which it may share."""
    yield item.summary
    yield item.partial_reason
    yield from (*item.steps, *item.conditions, *item.notes)
    yield from (one.time_note for one in item.channels)
    yield from (one.note for one in (*item.fees, *item.receptions, *item.components))


def shared(items):
    found = defaultdict(set)
    for item in items:
        for sentence in sentences(item):
            if sentence:
                found[sentence].add(item.code)
    return {sentence: sorted(codes) for sentence, codes in found.items() if len(codes) > MOST}


def test_hardly_a_sentence_is_shared():
    assert {item.field for item in ITEMS} >= UNREAD
    assert shared(READ) == {}


@pytest.mark.parametrize("item", READ, ids=lambda item: item.code)
def test_a_procedure_has_steps_and_conditions_of_its_own(item):
    others = {step for other in ITEMS if other.code != item.code for step in other.steps}
    assert len(item.steps) >= 3
    assert set(item.steps).isdisjoint(others)
    assert item.conditions


@pytest.mark.parametrize("item", READ, ids=lambda item: item.code)
def test_what_it_costs_is_told_with_the_law_it_rests_on_or_why_it_is_not_known(item):
    assert item.fees
    for fee in item.fees:
        assert fee.basis if fee.dong is not None or fee.is_of_province else fee.note
    assert len(item.legal_bases) >= 3
    assert any(basis.articles for basis in item.legal_bases)
