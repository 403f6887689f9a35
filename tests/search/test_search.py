"""The box finds the right thing for plain words, says why, and never shows what is not in force."""

import unicodedata
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.models import OutboxMessage
from motcua.kernel.outbox import deliver
from motcua.kernel.text import fold
from motcua.laws.models import LegalDocument
from motcua.laws.rules import slug_of
from motcua.procedures.models import ProcedureVersion
from motcua.search import building, engine, law_engine
from motcua.search.engine import ExpressionText, ProcedureIndex, ProcedureText
from motcua.search.law_engine import ArticleText, LawIndex
from motcua.search.models import IndexState
from motcua.search.operations import mark_stale, rebuild
from motcua.search.passages import Asked, marked, passage
from motcua.search.queries import (
    Filters,
    code_in,
    corrected,
    document_in,
    procedures_for,
    search_procedures,
    suggestions_for,
)
from motcua.search.rules import Speller, grams, neighbours, question, words

ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)

WORDS = [
    ("khai sinh", "1.001193"),
    ("làm giấy khai sinh", "1.001193"),
    ("dang ky khai sinh", "1.001193"),
    ("ks", "1.001193"),
    ("ket hon", "1.000894"),
    ("giấy độc thân", "1.004873"),
    ("xac nhan tinh trang hon nhan", "1.004873"),
    ("báo tử", "1.000656"),
    ("tạm trú", "1.004194"),
    ("dang ki tam tru", "1.004194"),
    ("hkd", "1.001612"),
    ("mở quán", "1.001612"),
    ("lltp", "3.000333"),
    ("bằng lái xe", "3.000348"),
    ("sao y", "2.000815"),
    ("attp", "2.001827"),
    ("tách khẩu", "1.010038"),
    ("1.003133", "1.003133"),
    ("luật sư miễn phí", "2.000829"),
    ("trich luc", "2.000635"),
    ("di chuc", "2.001019"),
    ("con nuoi", "2.001263"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "code"), WORDS)
def test_plain_words_find_the_procedure_among_the_first_three(words, code):
    assert code in [hit.procedure.code for hit in procedures_for(words, on=ON)[:3]]


# A thing's name alone means doing it for the first time; its copies, changes and endings share the words and have more
# aliases.
BARE = [
    ("khai sinh", "1.001193"),
    ("làm giấy khai sinh", "1.001193"),
    ("giấy khai sinh", "1.001193"),
    ("kết hôn", "1.000894"),
    ("khai tử", "1.000656"),
    ("hộ kinh doanh", "1.001612"),
    ("đăng ký hộ kinh doanh", "1.001612"),
    ("tạm trú", "1.004194"),
    ("giấy phép xây dựng", "1.013225"),
    ("chứng thực chữ ký", "2.000884"),
]
# Who says that it is about another deed gets that one.
OTHERWISE = [
    ("bản sao giấy khai sinh", "2.000635"),
    ("trích lục khai sinh", "2.000635"),
    ("mất giấy khai sinh", "2.000635"),
    ("đăng ký lại khai sinh", "1.004884"),
    ("chấm dứt hộ kinh doanh", "1.001266"),
    ("cấp lại đăng ký hộ kinh doanh", "2.000575"),
    ("xóa tạm trú", "1.010028"),
    ("sổ đỏ", "1.013978"),
    ("đổi sổ đỏ", "1.012783"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "code"), BARE + OTHERWISE)
def test_a_thing_named_alone_means_doing_it_for_the_first_time(words, code):
    for typed in (words, fold(words)):
        assert procedures_for(typed, on=ON)[0].procedure.code == code


@pytest.mark.django_db
def test_nonsense_finds_nothing_and_empty_asks_nothing():
    assert procedures_for("qwxzk jfvb", on=ON) == []
    assert procedures_for("   ", on=ON) == []


@given(st.text(max_size=300))
def test_any_text_can_be_asked(text):
    asked = question(text, Speller({"khai": 3, "sinh": 2, "khai_sinh": 2}))
    assert len(asked.typed) <= 32
    assert all(" " not in gram and gram for gram in asked.grams)


@given(st.text("abcdeghiklmnopqrstuvxyđăâêôơư", min_size=2, max_size=8), st.data())
def test_one_slip_of_the_finger_is_among_the_neighbours(word, data):
    plain = fold(word)
    place = data.draw(st.integers(0, len(plain) - 2))
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    for slip in (swapped, plain[:place] + plain[place + 1 :], plain[: place + 1] + plain[place:]):
        assert plain in neighbours(slip) | {slip}


def test_marks_count_only_when_they_were_typed():
    assert "=báo" in question("báo tử").grams
    assert not [gram for gram in question("bao tu").grams if gram.startswith("=")]


def test_known_words_are_never_mended():
    speller = Speller({"khai": 5, "sinh": 5, "khai_sinh": 5, "xinh": 1})
    assert speller.mend(["khai", "xinh"]) == ["khai", "xinh"]
    assert speller.mend(["khaii", "sinhh"]) == ["khai", "sinh"]
    assert speller.mend(["1.004873", "zzzzqq"]) == ["1.004873", "zzzzqq"]


def small(tmp_path):
    procedures = [
        ProcedureText("1.000001", "Đăng ký khai sinh", "Hộ tịch", ["COMMUNE"], ["CITIZEN"], True, "Giấy khai sinh"),
        ProcedureText("1.000002", "Đăng ký khai sinh có yếu tố nước ngoài", "Hộ tịch", ["COMMUNE"], [], True, ""),
        ProcedureText("1.000003", "Đăng ký khai tử", "Hộ tịch", ["COMMUNE"], ["CITIZEN"], True, "Trích lục khai tử"),
        ProcedureText("1.000004", "Đăng ký khai sinh tại Bộ", "Hộ tịch", ["CENTRAL"], ["CITIZEN"], False, ""),
    ]
    expressions = [
        ExpressionText("báo tử", ["đăng ký khai tử"], ["1.000003"]),
        ExpressionText("con mới đẻ", [], ["1.000001"]),
    ]
    return ProcedureIndex(engine.build(tmp_path, procedures, expressions))


def keys(index, text):
    return [found.key for found in index.search(text, limit=10)]


def test_the_nearest_and_plainest_procedure_comes_first(tmp_path):
    index = small(tmp_path)
    assert keys(index, "khai sinh")[0] == "1.000001"
    assert keys(index, "khai sinh nuoc ngoai")[0] == "1.000002"
    assert keys(index, "bao tu")[0] == "1.000003"
    assert keys(index, "vợ tôi có con mới đẻ")[0] == "1.000001"
    assert keys(index, "khai sihn")[0] == "1.000001"
    assert index.corrected("khai sihn") == "khai sinh"
    assert index.search("báo tử", limit=1)[0].reason == "«báo tử»"


def test_suggestions_begin_with_what_was_typed_before_they_merely_hold_it(tmp_path):
    index = small(tmp_path)
    assert index.suggest("con m", limit=5) == ["con mới đẻ"]
    assert index.suggest("khai si", limit=2)[0].startswith("Đăng ký khai sinh")
    assert index.suggest("x", limit=5) == []
    assert index.suggest("zzz", limit=5) == []


def test_an_index_is_replaced_whole_and_the_one_before_last_goes(tmp_path):
    first = small(tmp_path).folder
    second = small(tmp_path).folder
    assert engine.current(tmp_path) == second
    third = small(tmp_path).folder
    assert [first.exists(), second.exists(), third.exists()] == [False, True, True]
    assert engine.current(tmp_path / "nowhere") is None


def test_grams_are_syllables_pairs_and_marks():
    assert grams(words("Khai Sinh")) == ["khai", "sinh", "khai_sinh", "=khai", "=sinh"]


@pytest.mark.django_db
def test_what_is_no_longer_in_force_is_not_shown_even_by_an_old_index():
    assert procedures_for("tình trạng hôn nhân", on=ON)[0].procedure.code == "1.004873"
    ProcedureVersion.objects.filter(procedure__code="1.004873").update(valid_until=ON)
    assert "1.004873" not in [hit.procedure.code for hit in procedures_for("tình trạng hôn nhân", on=ON)]


@pytest.mark.django_db
def test_filters_keep_what_fits():
    for level in ("COMMUNE", "PROVINCE"):
        hits = procedures_for("giấy phép xây dựng", on=ON, level=level)
        assert hits
        versions = ProcedureVersion.objects.filter(procedure__in=[hit.procedure for hit in hits])
        assert all(level in version.levels for version in versions)
    found = search_procedures("khai sinh", on=ON, filters=Filters(field="ho-tich"))
    assert found.hits
    assert {hit.procedure.field.code for hit in found.hits} == {"ho-tich"}
    assert not search_procedures("khai sinh", on=ON, filters=Filters(field="khong-co")).hits


@pytest.mark.django_db
def test_a_filter_leaves_as_many_as_its_count_said():
    before = search_procedures("giấy phép", on=ON, limit=200)
    assert before.total == len(before.hits) == sum(before.facets["field"].values())
    for field, count in before.facets["field"].items():
        after = search_procedures("giấy phép", on=ON, limit=200, filters=Filters(field=field))
        assert after.total == count
        assert after.facets["field"] == before.facets["field"]
        assert sum(after.facets["field"].values()) >= after.total


@pytest.mark.django_db
def test_a_hit_shows_its_name_whole_with_the_words_asked_for_marked():
    hit = search_procedures("khai sinh", on=ON).hits[0]
    assert "".join(piece.text for piece in hit.name) == hit.procedure.name
    assert "khai sinh" in [piece.text.lower() for piece in hit.name if piece.is_marked]


def test_words_typed_with_marks_are_marked_only_where_the_marks_agree():
    assert [piece.text for piece in marked("Sơ đồ của sổ đỏ", Asked.of("sổ đỏ")) if piece.is_marked] == ["sổ đỏ"]
    both = [piece.text for piece in marked("Sơ đồ của sổ đỏ", Asked.of("so do")) if piece.is_marked]
    assert both == ["Sơ đồ", "sổ đỏ"]


@given(st.lists(st.text("abc áớ.,đ\n", max_size=400), max_size=5), st.text("abc áớđ", max_size=20))
def test_a_passage_is_a_stretch_of_one_of_the_texts(texts, typed):
    pieces = passage(texts, Asked.of(typed))
    whole = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …")
    flat = [" ".join(unicodedata.normalize("NFC", text).split()) for text in texts]
    assert not pieces or any(whole in text for text in flat)
    assert not pieces or any(piece.is_marked for piece in pieces)
    assert len(whole) <= 300


@pytest.mark.django_db
def test_mended_words_are_shown_and_suggestions_come():
    assert corrected("dang ky khai sinhh", on=ON) == "dang ky khai sinh"
    assert corrected("đăng ký khai sinh", on=ON) == ""
    assert suggestions_for("khai s", on=ON)


@pytest.mark.django_db
def test_a_change_has_the_index_built_once_and_a_change_during_a_build_is_not_lost(monkeypatch):
    mark_stale(kind="procedure", at=AT)
    mark_stale(kind="procedure", at=AT)
    message = OutboxMessage.objects.get()
    before = engine.current(building.home_of("procedure"))
    deliver(message.pk, at=AT)
    message.refresh_from_db()
    state = IndexState.objects.get(kind="procedure")
    assert (message.state, state.built) == ("SENT", state.wanted)
    assert engine.current(building.home_of("procedure")) != before
    texts = building.procedure_texts

    def changed_meanwhile(*, on):
        IndexState.objects.filter(kind="procedure").update(wanted=F("wanted") + 1)
        return texts(on=on)

    IndexState.objects.filter(kind="procedure").update(wanted=F("wanted") + 1)
    monkeypatch.setattr(building, "procedure_texts", changed_meanwhile)
    rebuild(kind="procedure", by=None, at=AT + timedelta(minutes=1))
    assert OutboxMessage.objects.filter(state="QUEUED").count() == 1


@pytest.mark.django_db
def test_the_address_for_machines_gives_what_the_page_shows(client):
    data = client.get("/api/v1/search", {"q": "giay doc than", "limit": 3}).json()
    first = data["hits"][0]
    assert (first["kind"], first["code"], first["url"]) == ("procedure", "1.004873", "/thu-tuc/1.004873/")
    assert len(data["hits"]) <= 3
    page = client.get("/thu-tuc/", {"q": "giay doc than"}).content.decode()
    assert page.index("/thu-tuc/1.004873/") > 0
    assert client.get("/api/v1/suggest", {"q": "khai s"}).json()["suggestions"]
    for bad in ({}, {"q": ""}, {"q": "\x00"}, {"q": "x" * 9000}, {"q": "a", "limit": "-5"}, {"q": "a", "kind": "zzz"}):
        assert client.get("/api/v1/search", bad).status_code in (200, 400)


def small_law(tmp_path):
    articles = [
        ArticleText("1", "Quyền yêu cầu giải quyết ly hôn", "Luật Hôn nhân", "Vợ, chồng yêu cầu Tòa án", False),
        ArticleText("2", "Ly hôn theo yêu cầu của một bên", "Luật Hôn nhân", "Khi vợ hoặc chồng yêu cầu ly hôn", False),
        ArticleText("3", "Bảo vệ thai sản", "Bộ luật Lao động", "Không sa thải lao động nữ vì mang thai", False),
        ArticleText("4", "Bảo vệ thai sản", "Bộ luật Lao động cũ", "Không sa thải lao động nữ mang thai", True),
    ]
    expressions = [
        ExpressionText("bị đuổi khi đang có bầu", [], [], ["3"]),
        ExpressionText("bỏ chồng vì bị đánh", [], [], ["2"]),
        ExpressionText("ly dị", ["ly hôn"], []),
    ]
    return LawIndex(law_engine.build(tmp_path, articles, expressions))


def test_an_article_is_found_by_what_people_call_it_even_with_no_word_in_common(tmp_path):
    index = small_law(tmp_path)
    assert keys(index, "đang có bầu mà bị đuổi")[0] == "3"
    assert keys(index, "dang co bau ma bi duoi")[0] == "3"
    assert keys(index, "bị chồng đánh muốn bỏ")[0] == "2"
    assert set(keys(index, "ly dị")[:2]) == {"1", "2"}


def test_of_two_articles_the_one_in_force_comes_first(tmp_path):
    assert keys(small_law(tmp_path), "bảo vệ thai sản")[:2] == ["3", "4"]


def test_a_slip_of_the_finger_in_a_question_about_law_is_mended(tmp_path):
    assert "1" in keys(small_law(tmp_path), "lyy hôn")


# What begins alike beside them.
KNOWN = {
    "123/2015/NĐ-CP": "DECREE", "1123/2015/NĐ-CP": "DECREE", "12/2015/NĐ-CP": "DECREE", "60/2014/QH13": "LAW",
    "60/2014/TT-BTC": "CIRCULAR", "160/2014/QH13": "LAW",
}  # fmt: skip
NUMBERS = {
    "123-2015-ND-CP": [
        "123/2015/NĐ-CP", "123/2015/NĐ\xadCP", "123/2015/NĐCP", "１２３／２０１５／ＮĐ－ＣＰ", "NĐ 123/2015",
        "nghị định số 123/2015", "nghị định 123/2015", "123/2015/NÐ–СР", "123/2015", "Điều 5 NĐ 123/2015/NĐ-CP",
    ],
    "60-2014-QH13": ["60/2014/QН13", "luật 60/2014", "60/2014/QH 13", "Luật số 60/2014/qh13"],
}  # fmt: skip


@pytest.mark.issue(18)
@pytest.mark.django_db
@pytest.mark.parametrize(("slug", "typed"), [(slug, typed) for slug, all_ in NUMBERS.items() for typed in all_])
def test_a_document_is_found_by_its_number_however_it_is_typed(slug, typed):
    for number, kind in KNOWN.items():
        facts = {"kind": kind, "sort_key": number}
        LegalDocument.objects.get_or_create(slug=slug_of(number), defaults={"number": number, **facts})
    found = document_in(typed)
    assert found is not None
    assert found.slug == slug


@pytest.mark.issue(18)
@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["", "123", "năm 2015", "99999/2015", "thông tư 123/2015", "123/2015/XYZ", "1/2/2015"]
)
def test_what_is_no_number_of_a_document_names_none(typed):
    LegalDocument.objects.get_or_create(
        slug="123-2015-ND-CP", defaults={"number": "123/2015/NĐ-CP", "kind": "DECREE", "sort_key": "x"}
    )
    found = document_in(typed)
    assert found is None or found.slug.startswith("123-2015-TT")


@pytest.mark.issue(18)
@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["1.001193", "1. 001193", "1,001193", "1 001193", "１.００１１９３", "thủ tục 1.001193", "Mã: 1.001193."]
)
def test_a_procedure_is_found_by_its_code_however_it_is_typed(typed):
    assert code_in(typed, on=date(2026, 11, 23)) == "1.001193"
    assert code_in(f"{typed}9", on=date(2026, 11, 23)) == ""
