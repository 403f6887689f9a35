"""Money, persons and places are written alike on all pages, with nothing between their parts and what follows."""

import pytest
from django.utils.translation import override

from motcua.ui.gallery import rendered


@pytest.mark.parametrize(
    ("example", "shown"),
    [
        ('<c-money :amount="1250000"></c-money>,', '<span class="mc-money">1.250.000 đồng</span>,'),
        ('<c-money :amount="0"></c-money>.', '<span class="mc-money">0 đồng</span>.'),
        ("<c-money></c-money>.", "–."),
        ('<c-money unknown="Chưa rõ"></c-money>.', "Chưa rõ."),
        (
            '<c-money :amount="15000" spelled="1"></c-money>.',
            '<span class="mc-money">15.000 đồng</span> <span class="mc-soft">(Mười lăm nghìn đồng)</span>.',
        ),
        ('<c-person name="Nông Thị Hoa"></c-person>;', "Nông Thị Hoa;"),
        (
            '<c-person name="Hoa" number="020190001234" masked="1"></c-person>;',
            'Hoa, <span class="mc-hidden">số định danh, bốn chữ số cuối</span> …1234;',
        ),
        (
            '<c-person name="Hoa" number="1" phone="+84912345678" email="h@x" address="S" note="cha">xem</c-person>;',
            'Hoa, 1 <small class="mc-soft">(xem)</small>, 0912 345 678, h@x, S (cha);',
        ),
        ('<c-place :place="commune"></c-place>,', "Phường Kỳ Lừa,"),
        ('<c-place :place="commune" within="1"></c-place>.', "Phường Kỳ Lừa, tỉnh Lạng Sơn."),
        ('<c-place :place="commune" :on="today"></c-place>.', "Phường Kỳ Lừa (tên tại ngày 23/11/2026)."),
        (
            '<c-place :place="district" href="/x/"></c-place>.',
            '<a href="/x/">Huyện Cao Lộc</a> (tên dùng đến 01/07/2025).',
        ),
    ],
)
def test_a_value_is_written_without_spaces_around(example, shown):
    assert rendered(f"({example}") == f"({shown}"


def test_what_people_wrote_is_no_markup():
    assert "<b>" not in rendered(
        '<c-person name="{{ bad }}" note="{{ bad }}"></c-person>'.replace("{{ bad }}", "&lt;b&gt;")
    )


def test_on_a_page_in_english_what_stays_vietnamese_is_marked():
    with override("en"):
        assert 'lang="vi">đồng</span>' in rendered('<c-money :amount="15000"></c-money>')
        assert '<span lang="vi">Mười lăm nghìn đồng</span>' in rendered(
            '<c-money :amount="15000" spelled="1"></c-money>'
        )
        assert '<span lang="vi">Phường Kỳ Lừa</span>' in rendered('<c-place :place="commune"></c-place>')
