"""The command that measures."""

import pytest

from motcua.cli.main import main
from motcua.kernel.floors import ROOT
from motcua.kernel.manifests import Benchmark, offered


def test_without_a_name_every_measurement_is_listed(capsys):
    assert main(["bench"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    home = ROOT / "benchmarks"
    files = {path.stem for path in home.glob("*.py") if "def run(" in path.read_text()}
    files |= {path.parent.name for path in home.glob("*/__init__.py") if "def run(" in path.read_text()}
    assert set(listed) == files


@pytest.mark.parametrize("name", ["khong-co", "../x", "province"])
def test_an_unknown_measurement_is_refused_with_the_names_of_the_known(capsys, name):
    assert main(["bench", name]) == 1
    assert ", ".join(offered(Benchmark)) in capsys.readouterr().err
