"""HEAD is answered like GET, without a body."""

import pytest


@pytest.mark.issue(18)
@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/", "/thu-tuc/", "/thu-tuc/1.001193/", "/phap-luat/", "/minh-bach/", "/thu-tuc/1.001193/qr.svg", "/tra-cuu/",
     "/health/live", "/api/v1/search?q=khai+sinh", "/khong-co/", "/tai-khoan/", "/thu-tuc"],
)  # fmt: skip
def test_head_has_the_status_of_get_and_no_body(client, address):
    page, head = client.get(address), client.head(address)
    assert head.status_code == page.status_code
    assert head.content == b""
    assert head.headers.get("Content-Type") == page.headers.get("Content-Type")
