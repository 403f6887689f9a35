"""On every page of an application there is a way one step back, and it loses nothing of what was typed."""

import pytest
from lxml import html

from motcua.forms.models import Draft
from motcua.forms.seen import PARTIES
from tests.dossiers.conftest import people  # noqa: F401 - a fixture
from tests.dossiers.test_at_once import draft  # noqa: F401 - a fixture
from tests.portal.test_applying import pdf, with_papers  # noqa: F401 - a fixture
from tests.portal.test_two_places import address, citizen, fields, page_with  # noqa: F401 - a fixture

pytestmark = [pytest.mark.issue(19), pytest.mark.django_db]


def steps_of(citizen, draft):  # noqa: F811
    return [step["url"] for step in citizen.get(address(draft)).context["steps"]]


def back(citizen, here, **typed):  # noqa: F811
    return citizen.post(here, fields(citizen.get(here)) | typed | {"back": "1"})


def test_each_step_leads_to_the_one_before_and_the_first_to_the_overview(citizen, with_papers):  # noqa: F811
    steps = steps_of(citizen, with_papers)
    assert len(steps) > 3
    for here, before in zip(steps, [address(with_papers), *steps], strict=False):
        tree = html.fromstring(citizen.get(here).content)
        assert [one.text_content().strip() for one in tree.xpath("//main//button[@name='back']")] == ["Lưu và quay lại"]
        answer = back(citizen, here)
        assert (answer.status_code, answer["Location"]) == (302, before)
    review = html.fromstring(citizen.get(address(with_papers, "xem-lai")).content)
    assert review.xpath("//main//a[normalize-space()='Quay lại']/@href") == [steps[-1]]


def test_enter_in_a_field_still_goes_on(citizen, draft):  # noqa: F811
    """Enter presses the first button of a form."""
    here = address(draft, "trang", page_with(draft, "so_ban").key)
    form = html.fromstring(citizen.get(here).content).xpath("//main//form")[-1]
    assert form.xpath(".//button/@name") == ["back"]
    assert form.xpath("(.//button)[1]/@name") == []


def test_what_is_right_is_saved_and_what_is_not_yet_is_there_again(citizen, draft):  # noqa: F811
    here = address(draft, "trang", page_with(draft, "so_ban").key)
    assert back(citizen, here, so_ban="4").status_code == 302
    assert Draft.objects.get().answers["so_ban"] == 4
    assert back(citizen, here, so_ban="bốn").status_code == 302
    assert fields(citizen.get(here))["so_ban"] == "bốn"


def test_what_was_saved_elsewhere_meanwhile_is_not_written_over(citizen, draft):  # noqa: F811
    here = address(draft, "trang", page_with(draft, "so_ban").key)
    old = fields(citizen.get(here))
    assert back(citizen, here, so_ban="4").status_code == 302
    refused = citizen.post(here, old | {"so_ban": "7", "back": "1"})
    assert refused.status_code in (409, 422)
    assert fields(refused)["so_ban"] == "7"
    assert Draft.objects.get().answers["so_ban"] == 4


def test_people_half_told_are_there_again(citizen, draft):  # noqa: F811
    here = address(draft, "nguoi-lien-quan")
    assert back(citizen, here, holder="khac", phone="09").status_code == 302
    assert Draft.objects.get().typed[PARTIES]["phone"] == "09"
    assert fields(citizen.get(here))["phone"] == "09"


def test_a_paper_chosen_before_going_back_is_kept(citizen, with_papers):  # noqa: F811
    here = address(with_papers, "giay-to")
    key = citizen.get(here).context["components"][0]["component"].key
    answer = citizen.post(here, {key: pdf(), "back": "1"})
    assert answer["Location"] == steps_of(citizen, with_papers)[-3]
    assert with_papers.files.get().name == "giay.pdf"


def test_another_case_is_kept_and_half_a_case_is_not(citizen, draft):  # noqa: F811
    here = address(draft, "truong-hop")
    assert back(citizen, here, **{"nguoi-nop": "uy-quyen"}).status_code == 302
    assert Draft.objects.get().case_answers["nguoi-nop"] == "uy-quyen"
    assert citizen.post(here, {"back": "1"})["Location"] == address(draft)
    assert Draft.objects.get().case_answers["nguoi-nop"] == "uy-quyen"
