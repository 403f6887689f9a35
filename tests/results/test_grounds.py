"""What a refusal rests on: the law that rules the procedure, also where it is not known whether it is in force."""

from datetime import date
from types import SimpleNamespace

import pytest

from motcua.laws.models import LegalDocument
from motcua.laws.rules import slug_of
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.queries import version_in_force
from motcua.results.queries import doubtful_grounds, grounds_of

TODAY = date(2026, 11, 28)


@pytest.fixture
def law(db):
    """Every law and decree that procedures rest on, of which nobody knows whether it is in force, but for one."""
    versions = ProcedureVersion.objects.exclude(process_key="")
    for number in set(versions.values_list("legal_bases__number", flat=True)):
        if number and ("QH" in number or "NĐ-CP" in number):
            facts = {"kind": "LAW" if "QH" in number else "DECREE", "title": "Tên văn bản"}
            if number == "60/2014/QH13":
                facts |= {"signed_on": date(2014, 11, 20), "effective_from": date(2016, 1, 1), "known_on": TODAY}
            LegalDocument.objects.create(number=number, slug=slug_of(number), sort_key=number, **facts)
    return {
        code: SimpleNamespace(version=version)
        for code in versions.values_list("procedure__code", flat=True).distinct()
        if (version := version_in_force(code, on=TODAY)) is not None
    }


@pytest.mark.parametrize(
    ("code", "main", "is_doubtful"),
    [("1.001612", "168/2025/NĐ-CP", True), ("1.013225", "135/2025/QH15", True), ("1.001193", "60/2014/QH13", False)],
)
def test_what_rules_the_procedure_comes_first_and_its_doubt_is_told(law, code, main, is_doubtful):
    assert main in grounds_of(law[code], on=TODAY)[0]
    assert "Tên văn bản" in grounds_of(law[code], on=TODAY)[0] or "tên văn bản" in grounds_of(law[code], on=TODAY)[0]
    assert (main in doubtful_grounds(law[code], on=TODAY)) is is_doubtful


def test_the_law_on_fees_is_no_ground_and_no_procedure_is_left_without_one(law):
    for code, dossier in law.items():
        grounds = grounds_of(dossier, on=TODAY)
        assert not [one for one in grounds if "97/2015" in one], code
        rests_on = [
            one.number for one in dossier.version.legal_bases.all() if "QH" in one.number or "NĐ-CP" in one.number
        ]
        assert grounds or set(rests_on) <= {"97/2015/QH13"}, code
