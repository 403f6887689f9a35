"""The demonstration province: one account a role, and dossiers in every state, made by the same operations people use."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from motcua.cli import demo_petitions
from motcua.cli.synthetic import person, typed
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import filing, intake, results, supplements
from motcua.dossiers.operations.filing import ComponentFacts, Filing
from motcua.dossiers.rules import Channel, ItemFacts, Outcome, PartyFacts, Returning, ReturnMethod, Role
from motcua.forms.queries import form_in_force
from motcua.handling.filling import content_of, declaration
from motcua.handling.models import Task
from motcua.handling.operations import drafting, tasks
from motcua.kernel.text import VIETNAM, local
from motcua.organization.models import Place, Post
from motcua.people.models import Account
from motcua.people.operations import create_account, give_post
from motcua.people.rules import AccountKind, Proof
from motcua.procedures.queries import version_in_force

PASSWORD = "LangSon@2026"  # noqa: S105 - shown on purpose, for the demonstration only
PLACE = "06187"
HOME = "Phường Kỳ Lừa"

# Role, name, e-mail, and for officials (agency, unit, post).
PEOPLE: list[tuple[str, str, str, tuple[str, str, str] | None]] = [
    ("Công dân", "Nông Thị Hoa", "congdan@langson.example", None),
    ("Công dân (người nộp thứ hai)", "Hoàng Văn Minh", "congdan2@langson.example", None),
    ("Hộ kinh doanh", "Lý Thu Trang", "kinhdoanh@langson.example", None),
    ("Một cửa phường Kỳ Lừa", "Vi Thị Lan", "motcua@langson.example", (f"ttpvhcc-{PLACE}", "mot-cua", "tiep-nhan")),
    ("Giám đốc Trung tâm phường Kỳ Lừa", "Đinh Thị Vân", "giamdoc@langson.example", (f"ttpvhcc-{PLACE}", "mot-cua", "giam-doc")),
    ("Tư pháp – Hộ tịch phường Kỳ Lừa", "Lương Văn Nam", "tuphap@langson.example", (f"ubnd-{PLACE}", "tu-phap-ho-tich", "chuyen-vien")),
    ("Phụ trách Tư pháp phường Kỳ Lừa", "Hứa Thị Mai", "tuphap2@langson.example", (f"ubnd-{PLACE}", "tu-phap-ho-tich", "truong-phong")),
    ("Phòng Kinh tế phường Kỳ Lừa", "Triệu Văn Bình", "kinhte@langson.example", (f"ubnd-{PLACE}", "kinh-te", "chuyen-vien")),
    ("Trưởng phòng Kinh tế phường Kỳ Lừa", "Đàm Văn Sơn", "kinhte2@langson.example", (f"ubnd-{PLACE}", "kinh-te", "truong-phong")),
    ("Phòng Văn hóa – Xã hội phường Kỳ Lừa", "Lành Thị Tuyết", "vanhoa@langson.example", (f"ubnd-{PLACE}", "van-hoa-xa-hoi", "chuyen-vien")),
    ("Trưởng phòng Văn hóa – Xã hội phường Kỳ Lừa", "Vương Văn Khải", "vanhoa2@langson.example", (f"ubnd-{PLACE}", "van-hoa-xa-hoi", "truong-phong")),
    ("Lãnh đạo UBND phường Kỳ Lừa", "Nguyễn Thị Hạnh", "lanhdao@langson.example", (f"ubnd-{PLACE}", "lanh-dao", "thu-truong")),
    ("Văn thư phường Kỳ Lừa", "Phùng Thị Yến", "vanthu@langson.example", (f"ubnd-{PLACE}", "van-thu", "van-thu")),
    ("Một cửa tỉnh", "Bế Thị Thủy", "motcuatinh@langson.example", ("ttpvhcc-tinh", "mot-cua", "tiep-nhan")),
    ("Chuyên viên Sở Tư pháp", "Dương Văn Khoa", "sotuphap@langson.example", ("so-tu-phap", "chuyen-mon", "chuyen-vien")),
    ("Kiểm soát thủ tục hành chính", "Chu Thị Ngọc", "kiemsoat@langson.example", ("ubnd-tinh", "van-phong", "kiem-soat-tthc")),
    ("Quản trị hệ thống", "Lộc Văn Thắng", "quantri@langson.example", ("ubnd-tinh", "van-phong", "quan-tri")),
    ("Quản trị hệ thống thứ hai", "Hoàng Thị Lý", "quantri2@langson.example", ("ubnd-tinh", "van-phong", "quan-tri")),
]  # fmt: skip


def fill() -> list[tuple[str, str, str]]:
    """Make what is missing and list the accounts: role, sign-in name, password. A second call changes nothing."""
    now = timezone.now()
    made = {email: _account(name, email, post, now) for _role, name, email, post in PEOPLE}
    if not Dossier.objects.exists():
        with transaction.atomic():
            story = _Story({email.split("@")[0]: account for email, account in made.items()}, now)
            story.tell()
            demo_petitions.tell(story.people, story.day)
    return [(role, email, PASSWORD) for role, _name, email, _post in PEOPLE]


def _account(name: str, email: str, post: tuple[str, str, str] | None, now: datetime) -> Account:
    # One transaction: an account without its post would be found the next time and stay without.
    with transaction.atomic():
        return Account.objects.filter(email=email).first() or _new_account(name, email, post, now)


def _new_account(name: str, email: str, post: tuple[str, str, str] | None, now: datetime) -> Account:
    number = int.from_bytes(uuid5(NAMESPACE_URL, email).bytes[:4]) % 1_000_000
    place = Place.objects.filter(code=PLACE).first()
    account = create_account(
        kind=AccountKind.OFFICIAL if post else AccountKind.CITIZEN,
        password=PASSWORD,
        full_name=name,
        email=email,
        phone=f"+84900{number:06d}",
        # Of a man or a woman born in the last quarter of the century, as the number of a real card would tell.
        id_number=f"020{0 if ' Văn ' in name else 1}{75 + number % 25}{number:06d}",
        place=place,
        address="Khối 3, phường Kỳ Lừa, tỉnh Lạng Sơn",
        is_demonstration=True,
        by=None,
        at=now,
    )
    if post:
        agency, unit, code = post
        give_post(
            account,
            post=Post.objects.get(unit__agency__code=agency, unit__code=unit, code=code),
            valid_from=local(now).date() - timedelta(days=400),
            by=None,
            at=now,
        )
    return account


class _Story:
    """Past dossiers, told by the operations themselves with the times at which they happened."""

    def __init__(self, people: dict[str, Account], now: datetime) -> None:
        self.people, self.now = people, now
        self.count = 0

    def day(self, back: int, hour: int = 9) -> datetime:
        """A working moment so many days ago."""
        moment = (
            (self.now - timedelta(days=back)).astimezone(VIETNAM).replace(hour=hour, minute=10, second=0, microsecond=0)
        )
        while moment.weekday() > 4:
            moment -= timedelta(days=1)
        return moment

    def register(self, code: str, holder: str, at: datetime) -> Dossier:
        version = version_in_force(code, on=local(at).date())
        if version is None:
            raise LookupError(code)
        self.count += 1
        draw = Random(holder)  # noqa: S311 - a story, no secret
        who = replace(person(draw, place=HOME, is_woman="Thị" in holder), name=holder)
        case = {question.key: question.options[0]["value"] for question in version.questions.all()}
        form = form_in_force(version.form_key, on=local(at).date())
        words = typed(
            draw,
            who,
            form=version.form_key,
            case=case,
            wish=version.procedure.name,
            place=HOME,
            today=local(at).date(),
        )
        facts = Filing(
            version=version,
            place_code=PLACE,
            channel=Channel.COUNTER,
            parties=[
                PartyFacts(
                    Role.FILER,
                    holder,
                    who.id_number,
                    address=who.address,
                    phone=f"+84{who.phone[1:]}",
                    proof=Proof.SEEN,
                ),
                PartyFacts(Role.HOLDER, holder, who.id_number, address=who.address),
                PartyFacts(Role.RECIPIENT, holder),
            ],
            case_answers=case,
            answers=declaration(form.parsed, words, case, today=local(at).date()) if form and version.form_key else {},
            returning=Returning(ReturnMethod.COUNTER),
            outage="Cổng Dịch vụ công quốc gia không truy cập được",
            components=[ComponentFacts("to-khai-theo-mau", "Tờ khai theo mẫu", originals=1)],
        )
        officer = self.people["motcua"]
        unit = officer.holdings.get().post.unit
        return filing.register_at_counter(
            filing=facts, unit=unit, submission_key=uuid5(NAMESPACE_URL, f"demo-{self.count}"),
            account=self.people["congdan"] if self.count <= 6 else self.people["congdan2"], by=officer, at=at,
        )  # fmt: skip

    def accept(self, dossier: Dossier, at: datetime) -> Dossier:
        return intake.accept(dossier, by=self.people["motcua"], at=at)

    def work(self, dossier: Dossier, steps: int, at: datetime) -> datetime:
        """Do so many steps of the process, each by who holds it, an hour after the other."""
        hands = {"PROCESS": "tuphap", "APPROVE": "tuphap2", "SIGN": "lanhdao", "ISSUE": "vanthu"}
        if dossier.handling_unit.code == "kinh-te":
            hands |= {"PROCESS": "kinhte", "APPROVE": "kinhte2"}
        for _step in range(steps):
            task = Task.objects.filter(dossier=dossier, finished_at=None).order_by("pk").first()
            if task is None:
                break
            by = self.people[hands[task.duty]]
            if task.kind == "PREPARE":
                content = content_of(dossier, on=local(at).date())
                drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=by, at=at)
            tasks.finish_task(task, by=by, at=at)
            at += timedelta(hours=1)
        return at

    def tell(self) -> None:
        """A province at work: most on time, one late, some under way, one waiting for the citizen."""
        names = ["Hoàng Thị Bình", "Lăng Văn Cường", "Mã Thị Dung", "Ngô Văn Định", "Ô Thị Én", "Phan Văn Giang"]
        codes = ["1.004873", "1.001193", "2.000635", "1.000656", "1.004873", "1.001193"]
        for number, (name, code) in enumerate(zip(names, codes, strict=True)):
            back = 60 - number * 8
            dossier = self.accept(self.register(code, name, self.day(back)), self.day(back))
            # One of them took twelve days: a province that never is late is no demonstration.
            begun = self.day(back - 12) if number == 3 else self.day(back) + timedelta(minutes=20)
            end = self.work(dossier, 6, begun)
            results.return_result(dossier, receiver=results.Receiver(name), by=self.people["motcua"], at=end)
        under_way = self.accept(self.register("1.013225", "Quan Thị Hồng", self.day(9)), self.day(9))
        self.work(under_way, 2, self.day(6))
        self.accept(self.register("1.004873", "Sầm Văn Ích", self.day(1)), self.day(1))
        waiting = self.register("1.001612", "Tô Thị Kim", self.day(2))
        supplements.request_supplement(
            waiting,
            items=[ItemFacts("Tờ khai theo mẫu", "Bản đã nộp chưa có chữ ký của chủ hộ kinh doanh")],
            reason="Tờ khai chưa ký", by=self.people["motcua"], at=self.day(2, 14),
        )  # fmt: skip
        self.register(
            "1.001193", "Vy Thị Liên", self.day(0, 8) if self.now.astimezone(VIETNAM).hour > 8 else self.day(1)
        )
