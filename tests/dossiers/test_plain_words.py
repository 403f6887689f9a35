"""What people read is true and in their own words: what silence leads to, which question a case answers."""

from datetime import date
from types import SimpleNamespace

import pytest

from motcua.dossiers.corrections import as_it_is
from motcua.dossiers.rules import Stage, SupplementPolicy
from motcua.ui.answering import sentences_of
from tests.dossiers.conftest import at

ON = date(2026, 11, 28)


def asked(stage, until):
    return SimpleNamespace(stage=stage, answer_due_on=until, policy=SupplementPolicy.PAUSE)


@pytest.mark.parametrize(
    ("stage", "until", "may_be_stopped"),
    [
        (Stage.PROCESSING, None, False),
        (Stage.PROCESSING, date(2026, 12, 5), True),
        (Stage.INTAKE, None, False),
    ],
)
def test_a_dossier_is_said_to_be_stopped_only_where_its_procedure_has_a_last_day(stage, until, may_be_stopped):
    said = " ".join(sentences_of(asked(stage, until), on=ON))
    assert ("có thể dừng giải quyết" in said) is may_be_stopped


def test_a_row_of_a_case_names_the_question_it_answers(db, client):
    page = " ".join(client.get("/thu-tuc/1.012783/").content.decode().split())
    assert "Có thay đổi ranh giới, diện tích phải đo lại không? Có" in page


def test_the_first_press_of_a_correction_shows_what_refuses_it_once_and_in_the_counters_words(accepted, client, people):
    dossier = accepted("1.001193")
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{dossier.code}/dinh-chinh/"
    case = {f"case_{key}": answer for key, answer in as_it_is(dossier).case_answers.items()}
    shown = client.post(page, {**case, "case_han": "qua-han", "then": "look"})
    assert (shown.status_code, [name for name, _text in shown.context["errors"]]) == (422, ["case_han"])
    html = shown.content.decode()
    assert "Trường hợp của tôi" not in html
    summary = html.split('class="mc-errors"')[1].split("</div>")[0]
    assert summary.count("chưa quá 60 ngày") == shown.context["errors"][0][1].count("chưa quá 60 ngày")
    assert "Sẽ thay đổi" in html


def test_the_only_step_to_return_to_is_chosen_already(accepted, work, hand, client, people):
    dossier = work(accepted(), when=at(2, 10), steps=1)
    client.force_login(people.head)
    form = client.get(f"/lam-viec/ho-so/{dossier.code}/lam/tra-lai-buoc/").context["form"]
    [(only, _name)] = form.fields["step"].choices
    assert form["step"].value() == only
