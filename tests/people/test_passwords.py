"""What a password must be, and that one password opens however the keyboard wrote it."""

from datetime import UTC, date, datetime
from unicodedata import normalize

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from motcua.people.backends import Backend
from motcua.people.models import Account
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind, password_forms

pytestmark = pytest.mark.issue(16)
AT = datetime(2026, 11, 29, 2, tzinfo=UTC)
PASSWORD = "Đào nở Mẫu Sơn"

HOA = Account(
    full_name="Nông Thị Hòa",
    phone="+84912345678",
    email="hoa.nong@langson.example",
    born_on=date(1990, 5, 3),
    id_number="020190001234",
)


@pytest.mark.parametrize(
    "password",
    ["langson2026", "LangSon@2026", "Lạng Sơn 2026", "motcua123", "matkhau1", "qwerty123", "asdfghjkl",
     "12345678", "87654321", "1qaz2wsx", "nongthihoa", "NôngHòa1990", "hoa19900503", "0912345678", "hoa345678",
     "hoa.nong@langson.example", "020190001234", "aaaaaaaa", "thihoa03051990", "dichvucong!"],
)  # fmt: skip
def test_what_everybody_guesses_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, HOA)


@pytest.mark.parametrize(
    "password",
    ["Đào nở Mẫu Sơn", "moi-lam-day", "hoa-dao-no-som", "mot-hai-ba-bon", "Hoa-hoi-2026", "tjqz8Kd2", "sông Kỳ Cùng",
     "langson-nhung-rat-dai-va-la", "correct horse battery"],
)  # fmt: skip
def test_what_nobody_guesses_is_taken(password):
    validate_password(password, HOA)


@pytest.mark.issue(18)
@pytest.mark.parametrize("hidden", ["\u200b", "\u2060\u200d", "\u3164", " ", "\u202e\u0301"])
def test_what_nobody_sees_is_no_password(hidden):
    official = Account(kind=AccountKind.OFFICIAL, full_name="Lý Văn Tư", email="tu@langson.example")
    for user in (None, HOA, official):
        with pytest.raises(ValidationError, match="ký tự"):
            validate_password(hidden * 24, user)
    validate_password("Đào\u200bnở Mẫu Sơn", HOA)


def test_officials_need_a_longer_one():
    official = Account(kind=AccountKind.OFFICIAL, full_name="Lý Văn Tư", email="tu@langson.example")
    with pytest.raises(ValidationError, match="12"):
        validate_password("tjqz8Kd2xyw", official)
    validate_password("tjqz8Kd2xywv", official)


@pytest.mark.django_db
@pytest.mark.parametrize("kept", ["NFC", "NFD", "NFKC"])
@pytest.mark.parametrize("typed", ["NFC", "NFD", "NFKC", "NFKD"])
def test_one_password_opens_however_it_is_written(client, kept, typed):
    account = create_account(
        kind=AccountKind.CITIZEN, password=normalize(kept, PASSWORD), full_name="Hoa", email="hoa@x.vn", by=None, at=AT
    )
    assert account.check_password(normalize(typed, PASSWORD))
    sent = {"login": "hoa@x.vn", "password": normalize(typed, PASSWORD)}
    assert client.post("/dang-nhap/", sent).status_code == 302
    assert not account.check_password(PASSWORD.lower())


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_what_was_kept_before_still_opens(form):
    account = create_account(kind=AccountKind.CITIZEN, password="x", full_name="Hoa", email="h@x.vn", by=None, at=AT)
    account.password = make_password(normalize(form, PASSWORD))
    assert account.check_password(normalize("NFC", PASSWORD))
    assert account.check_password(normalize(form, PASSWORD))


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["mot-hai-ba", "Đào nở Mẫu Sơn", normalize("NFD", "Đào nở"), "ﬁn１２"])
def test_as_much_is_computed_for_who_has_no_account(monkeypatch, rf, password):
    create_account(kind=AccountKind.CITIZEN, password="x", full_name="Hoa", email="hoa@x.vn", by=None, at=AT)
    counted = []
    encode = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    real = __import__("django.contrib.auth.hashers", fromlist=["x"]).MD5PasswordHasher.encode
    monkeypatch.setattr(encode, lambda self, typed, salt: counted.append(typed) or real(self, typed, salt))
    assert Backend().authenticate(rf.get("/"), email="hoa@x.vn", password=password) is None
    known = len(counted)
    assert Backend().authenticate(rf.get("/"), email="khong@x.vn", password=password) is None
    assert len(counted) == 2 * known == 2 * len(password_forms(password))
