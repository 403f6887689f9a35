"""The box speaks only when sure which procedure is meant and its page has the fact; else it offers or leads on."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.search.boxes import Box, figures, is_reached
from motcua.kernel.packs import Pack
from motcua.kernel.text import fold
from motcua.procedures.models import ProcedureVersion
from motcua.search.answers import answering
from motcua.search.asking import read
from motcua.search.judging import Bounds, Meant, Weighed, judge
from motcua.search.loading import load
from motcua.search.models import Elsewhere, IndexState, TimeLimit
from motcua.search.queries import corrected
from motcua.search.said import HOW_LONG, SAID, Fact
from motcua.search.sequences import Sequences, written_out

ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)

# What is asked, by the words for it, and what is left to look for.
ASKED = [
    ("khai sinh bao nhiêu tiền", [Fact.FEE], "khai sinh"),
    ("khai sinh mất bao nhiêu tiền", [Fact.FEE], "khai sinh"),
    ("làm giấy khai sinh mất bao lâu", [Fact.TIME], "làm giấy khai sinh"),
    ("mất giấy khai sinh làm lại mất bao lâu", [Fact.TIME], "mất giấy khai sinh làm lại"),
    ("gia hạn tạm trú", [], "gia hạn tạm trú"),
    ("gia han tam tru o dau", [Fact.PLACE], "gia han tam tru"),
    ("chuyển đất phi nông nghiệp", [], "chuyển đất phi nông nghiệp"),
    ("tiền mai táng phí", [], "tiền mai táng phí"),
    ("đẻ con bao lâu thì phải làm giấy khai sinh", [Fact.DEADLINE], "đẻ con làm giấy khai sinh"),
    ("hạn đi khai tử là mấy ngày", [Fact.DEADLINE], "đi khai tử"),
    ("bao lâu thì được lấy giấy khai sinh", [Fact.TIME], "giấy khai sinh"),
    ("tạm trú có giá trị bao lâu", [Fact.VALIDITY], "tạm trú"),
    ("giấy tạm trú hết hạn sau mấy tháng", [Fact.VALIDITY], "giấy tạm trú"),
    ("giay tam tru co han bao lau", [Fact.VALIDITY], "giay tam tru"),
    ("giấy tạm trú sau bao lâu thì hết hiệu lực", [Fact.VALIDITY], "giấy tạm trú"),
    ("đổi tên quán phải báo trong mấy ngày", [Fact.DEADLINE], "đổi tên quán báo"),
    ("khai sinh muộn bị phạt bao nhiêu tiền", [Fact.PENALTY], "khai sinh muộn"),
    ("hộ nghèo được bao nhiêu tiền", [Fact.BENEFIT], "hộ nghèo"),
    ("kết hôn quy định ở đâu", [Fact.LAW], "kết hôn"),
    ("kết hôn cần giấy tờ gì và mất bao lâu", [Fact.PAPERS, Fact.TIME], "kết hôn"),
    ("xac nhan tinh trang hon nhan bao nhieu tien", [Fact.FEE], "xac nhan tinh trang hon nhan"),
    ("con lai khai sinh mất bao lâu", [Fact.TIME], "con lai khai sinh"),
    ("khai sinh bao nhieu tiên", [Fact.FEE], "khai sinh"),
    ("chồng em mất cần giấy tờ gì", [Fact.PAPERS], "chồng mất"),
    ("thời hạn đăng ký khai sinh", [Fact.TIME, Fact.DEADLINE, Fact.VALIDITY], "đăng ký khai sinh"),
    ("tach ho can giay to gi", [Fact.PAPERS], "tach ho"),
    ("lam can cuoc", [], "lam can cuoc"),
    ("bảo hiểm xã hội", [], "bảo hiểm xã hội"),
    ("how much is a birth certificate", [Fact.FEE], "birth certificate"),
    ("how long do i have to register a birth", [Fact.DEADLINE], "birth"),
    ("how old must i be to marry", [Fact.CONDITIONS], "marry"),
    ("đk kết hôn hết bao nhiêu", [Fact.FEE], "đăng ký kết hôn"),
    ("phí chứng thực bản sao 1 trang", [Fact.FEE], "chứng thực bản sao"),
]


@pytest.mark.parametrize(("text", "facts", "subject"), ASKED)
def test_the_fact_asked_for_is_told_by_whole_sequences_the_longest_first(text, facts, subject):
    asking = read(text)
    assert (list(asking.facts), " ".join(asking.subject)) == (facts, subject)


def test_a_slip_of_the_finger_in_what_is_asked_is_mended():
    assert read("khai sinh bao nhieuu tien").facts == ()
    assert read("khai sinh bao nhieuu tien", lambda typed: [word.replace("uu", "u") for word in typed]).facts == (
        Fact.FEE,
    )


@given(st.text(max_size=250))
def test_any_text_can_be_read_and_nothing_is_put_into_it(text):
    asking = read(text)
    assert set(asking.subject) <= {part for word in read(text).subject for part in word.split()}
    assert len(asking.subject) <= 64
    assert len(set(asking.facts)) == len(asking.facts)


PATTERNS = sorted({" ".join(sequence) for lines in SAID.values() for sequence in written_out(lines, HOW_LONG)})


@given(st.sampled_from(PATTERNS), st.sampled_from(["khai sinh", "tách hộ", "đăng ký kết hôn"]))
def test_a_subject_survives_whatever_is_asked_of_it(pattern, subject):
    said = pattern.replace("…", "").replace("$", "").replace("+", "").replace("!", "")
    subject_left = " ".join(read(f"{subject} {said}").subject)
    assert subject_left.startswith(subject)


@given(st.sampled_from(PATTERNS))
def test_what_is_asked_with_marks_is_understood_without_them(pattern):
    said = "khai sinh " + pattern.replace("…", "").replace("$", "").replace("+", "").replace("!", "")
    assert read(fold(said)).facts, said


def longest(sequences, text):
    return sequences.longest(text.split(), 0)


def test_of_sequences_the_longest_counts_and_of_equal_ones_the_earlier():
    sequences = Sequences([("kept", "gia hạn"), ("price", "giá\ngiá bao nhiêu"), ("other", "gia|giá hạn")])
    assert longest(sequences, "gia han").means == "kept"
    assert longest(sequences, "giá bao nhiêu").taken == (0, 1, 2)
    assert longest(sequences, "gia đình").means == "price"
    assert longest(sequences, "già") is None


def test_a_gap_is_bridged_a_following_word_is_left_and_an_end_is_one():
    sequences = Sequences([("limit", "bao lâu … phải +làm"), ("count", "bao nhiêu $"), ("marked", "!cần gì")])
    assert longest(sequences, "bao lâu sau cưới thì phải làm").taken == (0, 1, 5)
    assert longest(sequences, "bao lâu một hai ba bốn năm phải làm") is None
    assert longest(sequences, "bao lâu thì phải đi") is None
    assert longest(sequences, "bao nhieu").means == "count"
    assert longest(sequences, "bao nhiêu mét") is None
    assert longest(sequences, "can gi") is None
    assert longest(sequences, "cần gi").means == "marked"


def weighed(key, value=4.0, *, named=0.0, cover=1.0, fit=0.8, is_exact=False, is_offered=True):
    return Weighed(key, value, named, cover, fit, is_exact, is_offered)


def meant(*found, others=None, unknown=0.0, done_by=None):
    return judge(found, others=others or {}, unknown=unknown, done_by=done_by or {}, bounds=Bounds())


def test_one_clearly_ahead_is_meant():
    assert meant(weighed("a"), weighed("b", 3.0)) == Meant(sure="a")
    assert meant() == Meant()


def test_two_or_three_that_are_near_are_offered_and_no_more():
    assert meant(weighed("a"), weighed("b", 3.9)) == Meant(near=("a", "b"))
    assert meant(*[weighed(key) for key in "abcd"]) == Meant(near=("a", "b", "c"))
    assert meant(weighed("a", is_exact=True), weighed("b", 2.0, is_exact=True)).near == ("a", "b")


def test_what_is_called_just_that_is_meant_though_others_are_near():
    assert meant(weighed("a", named=0.5), weighed("b", 3.9)) == Meant(sure="a")
    assert meant(weighed("a", is_exact=True), weighed("b", 3.9)) == Meant(sure="a")


def test_a_poor_best_one_is_not_meant():
    for poor in ({"value": 1.0}, {"cover": 0.3}, {"fit": 0.1}):
        assert meant(weighed("a", **poor)) == Meant()
    assert meant(weighed("a", fit=0.5), unknown=0.9) == Meant()


def test_what_others_do_leads_on_when_its_words_fit_better():
    assert meant(weighed("a", fit=0.4), others={"court": 1.0}) == Meant(elsewhere="court")
    assert meant(weighed("a", fit=1.0), others={"court": 0.7}) == Meant(sure="a")
    assert meant(others={"court": 0.3}) == Meant()
    assert meant(weighed("n", is_offered=False), done_by={"n": "court"}).elsewhere == "court"


@given(
    st.lists(st.tuples(st.floats(0, 6), st.floats(0, 1), st.floats(0, 1), st.booleans(), st.booleans()), max_size=6),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_it_is_one_thing_at_most_that_is_meant(rows, other, unknown):
    rows = sorted(rows, reverse=True)
    found = [
        weighed(f"k{n}", value, cover=cover, fit=fit, is_exact=exact, is_offered=offered)
        for n, (value, cover, fit, exact, offered) in enumerate(rows)
    ]
    said = meant(*found, others={"court": other}, unknown=unknown)
    assert sum(map(bool, (said.sure, said.near, said.elsewhere))) <= 1
    assert len(said.near) in (0, 2, 3)
    assert not said.sure or said.sure in {found[0].key, *(one.key for one in found if one.is_exact)}


def box(client, text, language=""):
    return Box.of(
        client.get("/thu-tuc/", {"q": text}, headers={"accept-language": language} if language else {}).content.decode()
    )


# The questions that were answered wrongly, each with what it asks of which procedure.
NAMED = [
    ("lệ phí khai sinh", "1.001193", "Phí, lệ phí"),
    ("khai sinh bao nhiêu tiền", "1.001193", "Phí, lệ phí"),
    ("làm giấy khai sinh mất bao lâu", "1.001193", "Thời hạn"),
    ("tách hộ mất bao lâu", "1.010038", "Thời hạn"),
    ("đẻ con bao lâu thì phải làm giấy khai sinh", "1.001193", "Hạn của người dân"),
    ("khi nào phải gia hạn tạm trú", "1.002755", "Hạn của người dân"),
    ("khai sinh lấy về được giấy gì", "1.001193", "Kết quả"),
    ("khai sinh theo luật nào", "1.001193", "Căn cứ pháp lý"),
    ("documents to marry a foreigner", "2.000806", "Giấy tờ"),
    ("how long does it take to get married", "1.000894", "Thời hạn"),
    ("open a restaurant what papers do i need", "1.001612", "Giấy tờ"),
    ("how much is a birth certificate", "1.001193", "Phí, lệ phí"),
    ("phí chứng thực bản sao 1 trang", "2.000815", "Phí, lệ phí"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "code", "label"), NAMED)
def test_a_question_is_answered_with_the_fact_asked_of_the_procedure_meant(client, text, code, label):
    said = box(client, text)
    assert (said.codes, list(said.facts)) == ([code], [label])


@pytest.mark.django_db
def test_the_citizens_own_deadline_is_the_law_s_with_its_article(client):
    said = box(client, "người chết mấy hôm thì phải đi khai tử").facts["Hạn của người dân"]
    assert "15 ngày" in said
    assert "Điều 33" in said
    assert "60/2014/QH13" in said


@pytest.mark.django_db
def test_a_fact_the_page_does_not_have_is_not_answered_with_another(client):
    for text in (
        "đăng ký kết hôn phải làm trong bao lâu phải",
        "khai sinh muộn bị phạt bao nhiêu tiền",
    ):
        assert not box(client, text).facts


@pytest.mark.django_db
def test_a_fee_that_is_not_known_is_said_as_the_page_says_it(client):
    ProcedureVersion.objects.get(procedure__code="1.001193").channels.update(
        fee_dong=None, fee_note="Mức thu chưa có trong nguồn."
    )
    assert "Mức thu chưa có trong nguồn." in box(client, "khai sinh bao nhiêu tiền").facts["Phí, lệ phí"]


ELSEWHERE = [
    ("đăng ký xe máy", "Công an"),
    ("bảo hiểm xã hội", "Bảo hiểm xã hội"),
    ("hộ chiếu", "xuất nhập cảnh"),
    ("ly hôn", "Tòa án"),
    ("khám bệnh", "bệnh viện"),
    ("tiền mai táng phí", "Bảo hiểm xã hội"),
    ("thong hanh lao", "Lào"),
    ("where to get a passport", "xuất nhập cảnh"),
    ("thuốc lá", "công thương"),
    ("bán thuốc lá", "công thương"),
    ("giấy phép bán rượu", "công thương"),
    ("karaoke", "văn hóa"),
    ("mo quan karaoke", "văn hóa"),
    ("vay vốn ngân hàng chính sách", "Ngân hàng Chính sách xã hội"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "who"), ELSEWHERE)
def test_what_the_province_does_not_do_leads_on_to_who_does_it(client, text, who):
    said = box(client, text)
    assert who in said.leads_to
    assert not said.codes


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("làm căn cước bao lâu có", {"1.014061", "1.014062"}),
        ("mở công ty mất bao nhiêu tiền", {"2.001583", "2.001199", "2.002043"}),
        ("sổ đỏ bao nhiêu tiền", {"1.013978", "1.012783", "1.012786"}),
    ],
)
def test_where_two_or_three_may_be_meant_they_are_offered(client, text, codes):
    said = box(client, text)
    assert set(said.codes) == codes
    assert not said.facts


@pytest.mark.django_db
def test_the_procedure_meant_is_the_first_hit(client):
    page = client.get("/thu-tuc/", {"q": "làm giấy khai sinh mất bao lâu"}).content.decode()
    hits = page.split('id="thu-tuc"')[1]
    assert hits.index("/thu-tuc/1.001193/") < hits.index("/thu-tuc/1.004884/")


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["sao y cccd", "sao y căn cước công dân", "sao y chung minh thu"])
def test_a_copy_of_a_card_is_no_new_card(client, text):
    hits = client.get("/thu-tuc/", {"q": text}).content.decode().split('id="thu-tuc"')[1]
    assert "/thu-tuc/2.000815/" in hits
    assert hits.index("/thu-tuc/2.000815/") < (hits + "/thu-tuc/1.01406").index("/thu-tuc/1.01406")


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["tune", "held"])
def test_answers_are_right_and_wrong_ones_rare_and_it_does_not_fall_silent(client, part):
    found = figures(lambda text: client.get("/thu-tuc/", {"q": text}).content.decode(), part)
    assert is_reached(found), found


@pytest.mark.django_db
def test_a_procedure_no_longer_in_force_is_not_answered_for():
    assert answering("tách hộ mất bao lâu", on=ON).procedure.code == "1.010038"
    ProcedureVersion.objects.filter(procedure__code="1.010038").update(valid_until=ON)
    assert answering("tách hộ mất bao lâu", on=ON).procedure is None


@pytest.mark.django_db
def test_marks_tell_words_apart_in_a_question_that_has_them():
    """«con lai» is no «lại»: the repeated registration is not meant."""
    assert "1.004884" not in answering("con lai khai sinh mất bao lâu", on=ON).codes
    assert answering("đăng ký lại khai sinh mất bao lâu", on=ON).codes == ["1.004884"]
    assert answering("dang ky lai khai sinh mat bao lau", on=ON).codes == ["1.004884"]


@pytest.mark.django_db
def test_words_of_english_questions_are_not_mended_into_vietnamese_ones():
    for text in ("what documents to marry a foreigner", "how much is a birth certificate"):
        assert corrected(text, on=ON) == ""


@pytest.mark.django_db
def test_a_code_means_its_procedure():
    assert answering("1.003133", on=ON).codes == ["1.003133"]


@pytest.mark.django_db
def test_a_pack_brings_what_others_do_and_time_limits_and_reports_what_cannot_be_read(tmp_path):
    for kind in (Elsewhere, TimeLimit):
        assert kind.objects.exists()
    wanted = IndexState.objects.filter(kind="procedure").values_list("wanted", flat=True).first() or 0
    (tmp_path / "elsewhere.yaml").write_text(
        '- {key: toa, name: "Kiện", who: "Tòa án", words: [kiện]}\n- {key: x}\n', encoding="utf-8"
    )
    (tmp_path / "time_limits.yaml").write_text(
        '- {procedure: "1.001193", kind: DEADLINE, text: "60 ngày.", law: "60/2014/QH13", article: "15"}\n',
        encoding="utf-8",
    )
    report = load(Pack(tmp_path), at=AT)
    assert (report.updated, {one.file for one in report.findings}) == (2, {f"{tmp_path.name}/elsewhere.yaml"})
    assert list(Elsewhere.objects.values_list("key", "who")) == [("toa", "Tòa án")]
    assert [one.article for one in TimeLimit.objects.all()] == ["15"]
    assert IndexState.objects.get(kind="procedure").wanted == wanted + 1
    assert load(Pack(tmp_path), at=AT).unchanged == 2
