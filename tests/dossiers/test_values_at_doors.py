"""What people type, through the doors by which it comes in: counter, account, sign-in, search, corrections."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from motcua.dossiers.corrections import as_it_is
from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.operations.correcting import correct
from motcua.dossiers.operations.intake import refuse_intake
from motcua.dossiers.operations.supplements import request_supplement
from motcua.dossiers.rules import ItemFacts, PartyFacts, Role
from motcua.handling.models import Task
from motcua.handling.operations.proposals import propose
from motcua.handling.rules import ProposalKind
from motcua.kernel.operations import Refused, registered
from motcua.kernel.values import email_address
from motcua.people.models import Account
from motcua.people.operations import change_account
from motcua.search.queries import code_in
from motcua.workspace.counting import counted, numbers_typed
from motcua.workspace.forms import SiteCheckForm
from tests.dossiers.conftest import at, usual_case

PAGE = "/lam-viec/tiep-nhan/1.001612/"
HIDDEN = ["\u200b", "\ufeff", "\u202e", "\u2060", "\u00ad", " \u200b ", "\u3164", "\u034f", "\x1b"]
NAMES = ["王小明", "Vương Tiểu Minh (王小明)", "ສົມພອນ", "Bế Thị Hoa \U0001f338"]


@pytest.fixture
def counter(client, people):
    client.force_login(people.counter)
    return client


def sent(counter, **values):
    known = {"filer_name": "Nông Thị Hoa", "id_number": "020190000101", "phone": "0912345678", "address": "Lạng Sơn"}
    key = counter.get(PAGE).context["key"]
    return counter.post(PAGE, {"submission_key": key, **usual_case("1.001612"), **known, "then": "later", **values})


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("id_number", "12345"), ("id_number", "ABC-99"), ("id_number", "080123456"), ("id_number", "020299000101"),
        ("holder_id_number", "12345"), ("recipient_id_number", "000190000101"), ("phone", "0912345"),
        ("phone", "01681234567"), ("phone", "0912-MOTCUA"),
        ("email", "a@b"), ("email", "a b@c.vn"), ("email", "@c.vn"), ("recipient_phone", "0123456789"),
        *[("filer_name", name) for name in NAMES], ("holder_name", NAMES[0]), ("address", NAMES[3]),
        ("return_address", NAMES[3]),
        *[("filer_name", hidden) for hidden in HIDDEN],
    ],
)  # fmt: skip
def test_the_counter_refuses_what_is_none_beside_its_field(counter, field, typed):
    others = {"holder_name": "Nông Văn Thử", "recipient_name": "Nông Văn Thử", "return_method": "POST"}
    answer = sent(counter, **{**others, field: typed})
    assert answer.status_code == 422
    assert answer.context["error"][field]
    assert not Dossier.objects.exists()


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("number", "phone"),
    [("020 190 000 101", "84912345678"), ("020.190.000.101\u200b", "0084912345678"),
     ("０２０１９００００１０１", "0\u0669" "12345678"),
     ("020\u2011190\u2011000\u2011101", "+84 (0)912.345.678")],
)  # fmt: skip
def test_the_counter_keeps_one_shape_and_finds_it_by_any(counter, number, phone):
    name = unicodedata.normalize("NFD", "H’Yưm Rơ\u0306čăm\u200b")
    assert sent(counter, id_number=number, phone=phone, filer_name=name).status_code == 302
    filer = Party.objects.get(role="FILER")
    assert (filer.id_number, filer.phone, filer.name) == ("020190000101", "0912345678", "H’Yưm Rơ\u0306čăm")
    for text in (
        number,
        phone,
        "0912345678",
        "+84912345678",
        "h'yum rocam",
        "HYưm Rơ\u0306čăm",
        "hʼ yum".replace(" ", ""),
    ):
        found = counter.get("/lam-viec/ho-so/", {"q": text}).context["dossiers"]
        assert len(found) == 1, text


@pytest.mark.issue(18)
def test_a_holder_may_be_dead_and_a_filer_may_show_a_passport(counter):
    assert (
        sent(counter, id_number="c1234567", holder_name="Nông Văn Thử", holder_id_number="080 123 456").status_code
        == 302
    )
    assert list(Party.objects.order_by("role").values_list("role", "id_number"))[:2] == [
        ("FILER", "C1234567"), ("HOLDER", "080123456"),
    ]  # fmt: skip


@pytest.mark.issue(18)
@pytest.mark.parametrize("hidden", [*HIDDEN, ".", "...", " – ", "?!", "\u200b.\u202e"])
def test_no_reason_is_given_by_what_nobody_reads(people, register, nothing_changes, hidden):
    dossier = register()
    with nothing_changes:
        refuse_intake(dossier, reason=hidden, by=people.counter, at=at(2))
    for items in ([ItemFacts(what=hidden, why="Thiếu")], [ItemFacts(what="Giấy tờ", why=hidden)]):
        with nothing_changes:
            request_supplement(dossier, items=items, reason="Thiếu giấy tờ", by=people.counter, at=at(2))


@pytest.mark.issue(18)
def test_a_correction_asks_the_same_and_keeps_the_same(people, accepted):
    dossier = accepted()

    def corrected(role, **parts):
        wanted = as_it_is(dossier)
        parties = {**wanted.parties, role: {**wanted.parties[role], **parts}}
        correct(dossier, wanted=replace(wanted, parties=parties), reason="Ghi sai", by=people.counter, at=at(3))

    for parts in ({"id_number": "12345"}, {"phone": "01681234567"}, {"name": NAMES[0]}, {"born_on": "1/1/90"},
                  {"born_on": "1/1/2099"}, {"born_on": "1/1/1"}):  # fmt: skip
        with pytest.raises(Refused) as refused:
            corrected(Role.RECIPIENT, **parts)
        assert f"recipient_{next(iter(parts))}" in refused.value.errors
    corrected(Role.HOLDER, id_number="080.123.456", phone="84 912 345 679", born_on="1.3.1899")
    holder = dossier.parties.get(role="HOLDER")
    assert (holder.id_number, holder.phone, holder.born_on) == ("080123456", "0912345679", date(1899, 3, 1))


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    "facts",
    [{"id_number": "12345"}, {"id_number": "080123456"}, {"tax_code": "0100109107"}, {"full_name": "\u200b"},
     {"full_name": NAMES[0]}, {"full_name": "Nguyễn 9"}, {"full_name": "Nguyễn <b>"},
     {"born_on": date(1899, 1, 1)}, {"born_on": date(2099, 1, 1)}],
)  # fmt: skip
def test_an_account_is_judged_by_the_same_rules(people, facts):
    with pytest.raises(Refused) as refused:
        change_account(people.citizen, **facts, by=people.citizen, at=at(2))
    assert set(refused.value.errors) == set(facts)


@pytest.mark.issue(18)
def test_an_account_keeps_one_shape(people):
    change_account(people.citizen, id_number="020 190 000 101", tax_code="010 010 9106", by=people.citizen, at=at(2))
    people.citizen.refresh_from_db()
    assert (people.citizen.id_number, people.citizen.tax_code) == ("020190000101", "0100109106")


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("parts", "said"),
    [(("1", "1", "90"), "bốn chữ số"), (("1", "1", "1"), "bốn chữ số"), (("1", "1", "2099"), "1900"),
     (("31", "2", "1990"), "có thật"), (("1_0", "1", "1990"), "có thật")],
)  # fmt: skip
def test_the_page_of_an_account_asks_for_a_day_that_was(client, people, parts, said):
    client.force_login(people.citizen)
    born = dict(zip(("born_on_day", "born_on_month", "born_on_year"), parts, strict=True))
    answer = client.post("/tai-khoan/thong-tin/", {"full_name": "Hoa", "sex": "FEMALE", **born})
    assert answer.status_code == 422
    assert said in answer.context["error"]["born_on"]


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    "typed", ["0912 345 678", "84912345678", "+84912345678\u200b", "０９１２３４５６７８", "\u202a0912345678\u202c"]
)
def test_one_signs_in_by_a_number_however_it_is_typed(people, typed):
    Account.objects.filter(phone="+84912345678").exclude(pk=people.citizen.pk).update(phone="")
    people.citizen.phone = "+84912345678"
    people.citizen.set_password("hoa-dao-xu-lang-26")
    people.citizen.save()
    answer = Client().post("/dang-nhap/", {"login": typed, "password": "hoa-dao-xu-lang-26"})
    assert answer.status_code == 302


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    "paste",
    [str, str.lower, lambda code: f"Mã hồ sơ: {code}.", lambda code: code.replace("-", "\u2013"),
     lambda code: "\u200b".join(code),
     lambda code: code.replace("-", " - "), lambda code: f"\xa0{code}\xa0\n"],
)  # fmt: skip
def test_a_code_is_found_however_it_is_pasted(client, people, accepted, paste):
    dossier = accepted()
    typed = paste(dossier.shown_code)
    assert client.get("/tra-cuu/", {"ma": typed}).status_code == 200
    client.force_login(people.counter)
    assert len(client.get("/lam-viec/ho-so/", {"q": typed}).context["dossiers"]) == 1


@pytest.mark.issue(18)
def test_what_is_given_of_a_person_is_one_line_in_one_shape():
    given = PartyFacts(Role.FILER, " Ng\u202eọc\u200b  Hà ", "020-190-000-101", phone="(0205) 3.812.345")
    assert (given.name, given.id_number, given.phone) == ("Ngọc Hà", "020190000101", "02053812345")


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("field", "typed"),
    [("filer_name", "Đ" * 201), ("holder_name", "Đ" * 201), ("recipient_name", "Đ" * 201), ("address", "Đ" * 301),
     ("authorisation", "Đ" * 201), ("return_address", "Đ" * 301), ("email", f"{'a' * 250}@x.vn")],
)  # fmt: skip
def test_what_is_too_long_is_said_and_never_cut(counter, field, typed):
    answer = sent(counter, return_method="POST", **{"return_address": "Kỳ Lừa", field: typed})
    assert answer.status_code == 422
    assert answer.context["error"][field]
    assert not Dossier.objects.exists()


@pytest.mark.issue(18)
def test_a_mistake_of_the_filer_is_said_once(counter):
    answer = sent(counter, filer_name="王小明", id_number="12345", address="Thôn 王")
    assert set(answer.context["error"]) == {"filer_name", "id_number", "address"}


@pytest.mark.issue(18)
@pytest.mark.parametrize(("part", "most"), [("name", 200), ("address", 300), ("authorisation", 200), ("email", 254)])
def test_a_correction_that_is_too_long_is_said_and_never_cut(client, people, accepted, part, most):
    dossier = accepted()
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{dossier.code}/dinh-chinh/"
    typed = f"{'x' * most}@x.vn" if part == "email" else "x" * (most + 1)
    answer = client.post(page, {f"filer_{part}": typed, "card": "yes"})
    assert answer.status_code == 422
    assert f"{most} ký tự" in answer.context["error"][f"filer_{part}"]


@pytest.mark.issue(18)
@pytest.mark.parametrize("number", ["567812345", "567 812 345"])
def test_nine_figures_may_be_a_passport_of_another_country(counter, number):
    answer = sent(counter, id_number=number)
    assert answer.status_code == 422
    assert "USA567812345" in answer.context["error"]["id_number"]
    assert sent(counter, id_number="USA 567812345").status_code == 302
    assert Party.objects.get(role="FILER").id_number == "USA567812345"


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("field", "typed", "name"),
    [("holder_id_number", "020190000102", "holder_name"), ("holder_address", "Khối 9", "holder_name"),
     ("recipient_phone", "0987654321", "recipient_name"), ("recipient_authorisation", "Số 1", "recipient_name"),
     ("recipient_id_number", "020190000102", "recipient_name")],
)  # fmt: skip
def test_what_is_typed_of_another_person_is_never_dropped_for_want_of_a_name(counter, field, typed, name):
    answer = sent(counter, **{field: typed, name: "\u200b"})
    assert answer.status_code == 422
    whose = "chủ hồ sơ" if name == "holder_name" else "người nhận kết quả"
    assert answer.context["error"] == {name: f"Nhập họ và tên {whose}."}
    assert answer.context["data"][field] == typed


# A sign of a box that is ticked, another script, a picture.
UNDRAWN = "Vì ☑ giấy của 王小明 🌸"


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("tu-choi", {"reason": UNDRAWN}),
        ("yeu-cau-bo-sung", {"reason": UNDRAWN, "what_1": "Giấy tờ", "why_1": "Mờ"}),
        ("yeu-cau-bo-sung", {"reason": "Thiếu", "what_1": "Giấy tờ", "why_1": UNDRAWN}),
        ("yeu-cau-bo-sung", {"reason": "Thiếu", "what_1": UNDRAWN, "why_1": "Mờ"}),
    ],
)
def test_what_no_font_draws_is_asked_for_otherwise_before_a_paper_says_it(counter, register, page, typed):
    dossier = register()
    answer = counter.post(f"/lam-viec/ho-so/{dossier.shown_code}/lam/{page}/", typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "không in được trên giấy: ☑王小明🌸" in text
    assert all(said in text for said in typed.values())
    assert not dossier.papers.exists()


@pytest.mark.issue(18)
@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (ProposalKind.REFUSAL, {}),
        (ProposalKind.APOLOGY, {"new_due_on": date(2026, 3, 10), "late_group": "xac-minh"}),
        (ProposalKind.STOP, {}),
    ],
)
def test_no_letter_is_proposed_that_no_font_draws(accepted, hand, kind, more):
    task = Task.objects.select_related("unit").get(dossier=accepted(), finished_at=None)
    with pytest.raises(Refused) as refused:
        propose(task, kind=kind, reason=UNDRAWN, **more, by=hand(task), at=at(3))
    assert list(refused.value.errors) == ["reason"]


@pytest.mark.issue(18)
def test_every_text_that_officials_write_on_papers_is_guarded():
    written = {
        "motcua.dossiers.operations.intake.refuse_intake": "reason",
        "motcua.dossiers.operations.supplements.request_supplement": "reason",
        "motcua.dossiers.operations.supplements.reopen_supplement": "justification",
        "motcua.dossiers.operations.recalling.recall_result": "reason",
        "motcua.handling.operations.proposals.propose": "reason",
        "motcua.handling.operations.proposals.propose_to_stop": "reason",
        "motcua.handling.operations.stock.write_stock": "text",
    }
    assert {name: next(iter(info.printed)) for name, info in registered().items() if info.printed} == written


@pytest.mark.issue(18)
def test_copies_and_codes_are_read_in_figures_of_any_width(client, people):
    assert [counted(text, "copies") for text in ("２", " 02\u200b", "")] == [2, 2, 0]
    for wrong in ("hai", "-1", "２.５", "2²"):
        with pytest.raises(Refused):
            counted(wrong, "copies")
    assert numbers_typed(["a"], {"number_0": "１２"}) == {"a": 12}
    assert [code_in(text, on=at(2).date()) for text in ("１.００１１９３", "1.001193.\u200b")] == ["1.001193"] * 2


@pytest.mark.issue(18)
@pytest.mark.parametrize("typed", ["9h30", "9:30", "9 giờ 30 phút", "０９：３０"])
def test_hours_are_read_as_people_say_them_wherever_officials_type_one(typed):
    day = {"day_day": "3", "day_month": "3", "day_year": "2026"}
    form = SiteCheckForm({**day, "hour": typed, "place": "Nà Tâm", "participants": "A", "findings": "Đúng"})
    assert form.is_valid(), form.errors
    assert form.values()["took_place_at"] == at(3, 9, 30)


@pytest.mark.issue(18)
@pytest.mark.parametrize("typed", ["a@b", "ten@vidu", "ten@.vn", "ten vidu@x.vn", "ten@x..vn", "ten@-x.vn", "ten@x.v"])
def test_a_correction_takes_no_address_that_reaches_nobody(people, accepted, typed):
    dossier = accepted()
    wanted = as_it_is(dossier)
    wanted.parties[Role.FILER]["email"] = typed
    with pytest.raises(Refused) as refused:
        correct(dossier, wanted=wanted, reason="Ghi sai", by=people.counter, at=at(3))
    assert refused.value.errors["filer_email"] == "Email phải có dạng ten@vidu.vn."


@pytest.mark.parametrize(
    "typed", ["ten@vidu.vn", "ten.dem+nhan@mail.langson.gov.vn", "T_1@x-y.example", "a@xn--bcher-kva.vn"]
)
def test_an_address_that_may_reach_somebody_is_taken(typed):
    assert email_address(typed) == typed
