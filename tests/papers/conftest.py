"""An agency with an officer at the counter, a leader who may sign, and a stranger from another agency."""

import shutil
from datetime import date

import pytest

from motcua.organization.models import Agency, Place, Post, Unit
from motcua.people.models import Account, Holding
from tests.papers.samples import AT

SINCE = date(2025, 7, 1)


@pytest.fixture(autouse=True)
def keys_of_their_own(django_db_setup, settings, tmp_path):
    """The keys of the run, in a folder that a test may spoil."""
    shutil.copytree(settings.DATA_DIR / "signing", tmp_path / "data" / "signing")
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def province(db):
    facts = {"code": "99", "name": "Lạng Sơn", "full_name": "Tỉnh Lạng Sơn", "kind": "PROVINCE"}
    return Place.objects.create(**facts, sort_key="lang son", valid_from=SINCE)


def make_agency(province, code, name):
    facts = {"level": "PROVINCE", "kind": "DEPARTMENT", "place": province, "sort_key": code, "valid_from": SINCE}
    return Agency.objects.create(code=code, name=name, short_name=name, **facts)


def make_official(agency, name, title, *duties):
    unit = Unit.objects.create(agency=agency, code=f"don-vi-{len(name)}", name="Phòng", kind="PROFESSIONAL")
    post = Post.objects.create(unit=unit, code="vi-tri", title=title, duties=list(duties))
    official = Account.objects.create(kind="OFFICIAL", full_name=name, joined_at=AT)
    Holding.objects.create(official=official, post=post, valid_from=SINCE)
    return official


@pytest.fixture
def agency(province):
    return make_agency(province, "co-quan-thu", "Sở Xây dựng")


@pytest.fixture
def officer(agency):
    return make_official(agency, "Hoàng Thị Bích Ngọc", "Chuyên viên", "RECEIVE")


@pytest.fixture
def leader(agency):
    return make_official(agency, "Vi Văn Hưng", "Phó Giám đốc", "SIGN")


@pytest.fixture
def stranger(province):
    return make_official(make_agency(province, "co-quan-thu-hai", "Sở Y tế"), "Lý Văn Tài", "Giám đốc", "SIGN")


@pytest.fixture
def citizen(db):
    return Account.objects.create(kind="CITIZEN", full_name="Nguyễn Thị Phương Thảo", joined_at=AT)
