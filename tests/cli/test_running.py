"""What the demonstration starts beside its web server."""

import pytest

from motcua.cli import running, year
from motcua.cli.output import Trouble


@pytest.mark.parametrize(("processors", "of"), [(None, 1), (1, 1), (2, 2), (64, 2)])
def test_the_year_is_told_by_at_most_two_processes_that_share_it(monkeypatch, processors, of):
    told = []
    monkeypatch.setattr(running.os, "cpu_count", lambda: processors)
    monkeypatch.setattr(running, "year", lambda *words: told.append(words))
    for _python, _option, code in running.year_commands(12):
        exec(code)  # noqa: S102 - our own words
    assert told == [(12, share, of) for share in range(of)]


def test_a_year_that_is_told_starts_nothing(db, capsys, monkeypatch):
    monkeypatch.setattr(running, "_child", lambda command: command)
    assert running._begin_year(0) == []
    assert capsys.readouterr().out == ""
    assert running._begin_year(3)
    assert "3 hồ sơ" in capsys.readouterr().out
    year.tell(3, said=print)
    capsys.readouterr()
    assert running._begin_year(3) == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("wanted", ["", "hai nghìn", "-1", "1.5", "٣"])
def test_a_year_that_is_no_number_is_said_before_anything_starts(monkeypatch, tmp_path, wanted):
    monkeypatch.setenv("MOTCUA_YEAR", wanted)
    with pytest.raises(Trouble, match="MOTCUA_YEAR"):
        running.demo(tmp_path / "data", port=0, fresh=False)
    assert not (tmp_path / "data").exists()
