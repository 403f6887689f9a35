"""Petitions in the province whose packs every test database holds, and the hands through which they go."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from motcua.feedback.operations import answering, handling, sending
from motcua.feedback.operations.handling import Shown
from motcua.feedback.saying import Said
from motcua.organization.models import Agency, Unit
from tests.dossiers.conftest import at, people  # noqa: F401 - fixtures
from tests.workspace.test_agencies import official

AGENCY = "ubnd-06187"
SAID = {
    "kind": "CONDUCT",
    "title": "Hẹn trả hồ sơ ba lần không trả",
    "text": "Tôi là Nông Thị Hoa, số 0912 345 678. Ba lần đến quầy đều được hẹn lại.",
    "name": "Nông Thị Hoa",
    "address": "Khối 3, phường Kỳ Lừa",
    "phone": "0912345678",
    "email": "hoa@x.vn",
}


def said(**facts):
    return Said(**SAID | facts)


@pytest.fixture
def hands(people):  # noqa: F811
    """Who sorts, beside the hands of dossiers: leader (signs), head (approves), clerk (handles), counter."""
    return SimpleNamespace(**vars(people), sorter=official("ubnd-tinh/van-phong/kiem-soat-tthc"))


@pytest.fixture
def sent(hands):
    """Send a petition; in March 2026, Monday the 2nd at nine."""

    def make(*, when=None, by=None, photos=(), key=None, **facts):
        return sending.send(said(**facts), photos=photos, submission_key=key or uuid4(), by=by, at=when or at(2))

    return make


@pytest.fixture
def forwarded(hands, sent):
    """A petition that went to the ward, public."""

    def make(*, is_public=True, shows_photos=False, when=None, agency=AGENCY, **facts):
        petition = sent(**facts).petition
        shown = Shown(petition.title, "Ba lần đến quầy đều được hẹn lại.", is_public, shows_photos)
        to = Agency.objects.get(code=agency)
        return handling.forward(petition, agency=to, shown=shown, by=hands.sorter, at=when or at(3))

    return make


def unit(code="tu-phap-ho-tich"):
    return Unit.objects.get(agency__code=AGENCY, code=code)


@pytest.fixture
def drafted(hands, forwarded):
    """A petition whose answer the clerk drafted."""

    def make(**facts):
        petition = handling.assign(forwarded(**facts), unit=unit(), by=hands.leader, at=at(4))
        answering.draft(petition, text="Đã trả hồ sơ ngày 04/3. Gọi 0205 3812 345.", by=hands.clerk, at=at(5))
        petition.refresh_from_db()
        return petition

    return make


@pytest.fixture
def answered(hands, drafted):
    """A petition that was answered, in public."""

    def make(**facts):
        petition = drafted(**facts)
        shown = "Đã trả hồ sơ ngày 04/3." if petition.is_public else ""
        answering.give(
            petition,
            text="Đã trả hồ sơ ngày 04/3.",
            shown=shown,
            is_public=petition.is_public,
            by=hands.leader,
            at=at(6),
        )
        petition.refresh_from_db()
        return petition

    return make
