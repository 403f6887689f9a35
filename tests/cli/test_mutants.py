"""The search for faults that no test notices puts them where it says, in memory alone."""

from datetime import date

import pytest

from motcua.organization.models import Agency
from tests.mutants import SRC, mutants_of, use

FILE = SRC / "kernel" / "validity.py"
AGENCY = Agency(valid_from=date(2026, 3, 1), valid_until=date(2026, 7, 1))


@pytest.fixture
def whole():
    """The code as it is written, which comes back whatever a test put in its place."""
    code = compile(FILE.read_text(), str(FILE), "exec")
    yield code
    use(code)


def test_a_fault_is_in_force_until_the_code_is_put_back(whole):
    faults = {said.partition(": ")[2]: code for code, said in (mutant.put_in() for mutant in mutants_of(FILE))}
    last = date(2026, 7, 1)
    assert not AGENCY.is_valid_on(last)
    use(faults["day < self.valid_until  →  day <= self.valid_until"])
    assert AGENCY.is_valid_on(last)
    use(whole)
    assert not AGENCY.is_valid_on(last)
