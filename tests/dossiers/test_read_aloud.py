"""A citizen's dossier as others hear it, and its files chosen in the language of who chooses."""

import pytest
from lxml import html

from motcua.dossiers.operations.supplements import request_supplement
from motcua.dossiers.rules import ItemFacts
from tests.dossiers.conftest import at
from tests.portal.test_for_programs import vietnamese_as_english

pytestmark = pytest.mark.issue(18)


def test_a_citizens_dossier_in_english_says_what_is_vietnamese(client, people, accepted):
    dossier = accepted()
    client.force_login(people.citizen)
    page = client.get(f"/ho-so/{dossier.code}/?tieng=en").content
    assert vietnamese_as_english(page) == []


def test_files_are_chosen_by_a_label_in_the_readers_language(client, people, accepted):
    dossier = accepted()
    request_supplement(
        dossier, items=[ItemFacts("Bản chính", "Để đối chiếu")], reason="Thiếu", by=people.counter, at=at(3)
    )
    client.force_login(people.citizen)
    for tongue, said in (("vi", "Chọn tệp"), ("en", "Choose files")):
        page = html.fromstring(client.get(f"/ho-so/{dossier.code}/bo-sung/?tieng={tongue}").content)
        for box in page.xpath("//input[@type='file']"):
            if box.get("capture") is None:
                labels = page.xpath(f"//label[@for='{box.get('id')}'][contains(@class, 'mc-pick-file')]")
                assert said in labels[0].text_content()
