"""Petitions of the demonstration province in several states, made by the operations people use."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from motcua.feedback.models import Petition
from motcua.feedback.operations import answering, handling, sending
from motcua.feedback.operations.handling import Shown
from motcua.feedback.rules import Way
from motcua.feedback.saying import Said
from motcua.organization.models import Agency, Place, Unit
from motcua.people.models import Account

Day = Callable[..., datetime]
PLACE = "06187"
LAMP = (
    "Đèn đường ngõ 12, khối 3 hỏng",
    "Đèn đường ngõ 12, khối 3 tắt từ hai tuần nay, tối đi lại rất khó. Đề nghị sửa. Cần hỏi thêm thì gọi 0912 345 678.",
)
WAIT = (
    "Phải đến quầy ba lần mới nộp được hồ sơ",
    "Mỗi lần đến lại được yêu cầu thêm một giấy khác. Đề nghị ghi đủ giấy tờ cần bổ sung trong một lần.",
)
TREES = (
    "Cây đổ chắn lối vào trường tiểu học",
    "Sau mưa, cây xà cừ đổ chắn nửa cổng trường, học sinh phải đi xuống lòng đường.",
)
FORM = (
    "Bỏ yêu cầu nộp bản sao giấy tờ đã có trong cơ sở dữ liệu",
    "Nhiều tờ khai vẫn đòi bản sao căn cước dù đã có số định danh. Đề nghị bỏ.",
)


def tell(people: Mapping[str, Account], day: Day) -> None:
    """One to sort, one late at the ward, one being checked, one answered, one led to another road."""
    citizen, other = people["congdan"], people["congdan2"]
    answered = _forward(_send(LAMP, citizen, day(20), kind="OTHER"), people, day(18))
    _handle(answered, people, day(17), "kinh-te")
    answering.support(answered, by=other, at=day(16))
    text = "Đã thay bóng và dây ở ngõ 12 ngày hôm nay. Còn chỗ nào tối, xin báo lại."
    answering.draft(answered, text=text, by=people["kinhte"], at=day(15))
    answering.give(answered, text=text, shown=text, is_public=True, by=people["lanhdao"], at=day(14))
    late = _forward(_send(WAIT, other, day(45), about=f"ttpvhcc-{PLACE}"), people, day(43))
    answering.support(late, by=citizen, at=day(10))
    checked = _forward(_send(TREES, other, day(6), kind="OTHER"), people, day(5))
    _handle(checked, people, day(4), "kinh-te")
    answering.draft(
        checked, text="Đã cắt cành, dọn lối đi; cây sẽ được trồng lại trong tháng.", by=people["kinhte"], at=day(3)
    )
    complaint = (
        "Khiếu nại quyết định xử phạt",
        "Tôi không đồng ý với quyết định xử phạt và đề nghị xem xét lại.",
    )
    handling.turn_away(
        _send(complaint, citizen, day(8), kind="OTHER"),
        road="COMPLAINT",
        reason=(
            "Đây là khiếu nại, theo thủ tục và thời hạn riêng. Gửi đơn tới người đã ra quyết định, hoặc hỏi Bộ phận"
            " Một cửa nơi gần nhất để được hướng dẫn."
        ),
        by=people["kiemsoat"],
        at=day(7),
    )
    _send(FORM, citizen, day(1), kind="UNFIT")
    said = _said(("Nhà văn hóa khối 5 khóa cửa cả cuối tuần", "Đề nghị mở cửa cho trẻ em sinh hoạt."), other)
    sending.register(said, way=Way.PHONE, submission_key=_key("nha-van-hoa"), by=people["motcua"], at=day(1))


def _said(words: tuple[str, str], by: Account, *, kind: str = "CONDUCT", about: str = "") -> Said:
    return Said(
        kind,
        *words,
        by.full_name,
        by.address,
        by.phone,
        by.email,
        place=Place.objects.filter(code=PLACE).first(),
        about=Agency.objects.filter(code=about).first() if about else None,
        may_be_asked=True,
    )


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo-petition-{name}")


def _send(words: tuple[str, str], by: Account, at: datetime, *, kind: str = "CONDUCT", about: str = "") -> Petition:
    said = _said(words, by, kind=kind, about=about)
    return sending.send(said, submission_key=_key(words[0]), by=by, at=at).petition


def _forward(petition: Petition, people: Mapping[str, Account], at: datetime) -> Petition:
    text = petition.text.replace(" Cần hỏi thêm thì gọi 0912 345 678.", "")
    return handling.forward(
        petition,
        agency=Agency.objects.get(code=f"ubnd-{PLACE}"),
        shown=Shown(petition.title, text, is_public=True),
        by=people["kiemsoat"],
        at=at,
    )


def _handle(petition: Petition, people: Mapping[str, Account], at: datetime, unit: str) -> None:
    found = Unit.objects.get(agency__code=f"ubnd-{PLACE}", code=unit)
    handling.assign(petition, unit=found, by=people["lanhdao"], at=at)
