"""What rooms bring: each thing once, read in the order of the house; a clash names both rooms."""

from datetime import UTC, datetime

import pytest

from motcua.indicators.models import AgencyMonth
from motcua.kernel.floors import floors, house
from motcua.kernel.manifests import Figure, OfferedTwiceError, Offers, PackFolder, PublicPage, Words, offered
from motcua.kernel.packs import load_rooms


def test_a_key_that_two_rooms_claim_names_both():
    with pytest.raises(OfferedTwiceError, match="PackFolder «forms» is offered by forms and by library"):
        Offers({"forms": [PackFolder("forms")], "library": [PackFolder("books"), PackFolder("forms")]})


def test_a_key_that_one_room_claims_twice_is_a_clash_too():
    with pytest.raises(OfferedTwiceError, match="forms and by forms"):
        Offers({"forms": [PackFolder("forms"), PackFolder("forms")]})


def test_one_key_may_stand_for_things_of_different_classes():
    both = Offers({"library": [PackFolder("books"), PublicPage("books")]})
    assert list(both.of(PackFolder)) == list(both.of(PublicPage)) == ["books"]
    assert both.room_of(PublicPage("books")) == "library"
    assert both.of(Words) == {}


def test_the_house_is_the_linters_order_from_the_ground_up():
    assert house() == [room for floor in floors() for room in floor]
    assert house()[:3] == ["kernel", "organization", "people"]
    assert house().index("search") < house().index("ui") < house().index("portal")


def test_figures_are_the_columns_that_are_counted():
    counted = {field.name for field in AgencyMonth._meta.fields} - {"id", "agency", "month"}
    assert set(offered(Figure)) == counted


@pytest.mark.django_db
def test_a_folder_of_a_pack_that_no_room_reads_is_told(tmp_path):
    (tmp_path / "xa" / "formss").mkdir(parents=True)
    (tmp_path / "xa" / "places.yaml").write_text("")
    [finding] = load_rooms([tmp_path / "xa"], at=datetime(2026, 1, 1, 5, tzinfo=UTC))["packs"].findings
    assert str(finding) == "xa/formss:1: không có phòng nào đọc"
