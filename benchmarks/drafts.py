"""Applications ready to be filed, the first filled in by the operations people use and the others its copies; as JSON.

Run inside a province: `python -m benchmarks.drafts COUNT`.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from motcua.cli import running

running.ready()

from motcua.forms import operations  # noqa: E402 - Django must be up before its models are named
from motcua.forms.models import Draft, DraftFile  # noqa: E402
from motcua.forms.queries import form_in_force  # noqa: E402
from motcua.forms.reading import take_in  # noqa: E402
from motcua.forms.rules import visible_pages  # noqa: E402
from motcua.kernel.text import local  # noqa: E402
from motcua.people.models import Account  # noqa: E402
from motcua.portal.people_forms import known_of  # noqa: E402
from motcua.procedures.queries import version_in_force  # noqa: E402
from motcua.procedures.rules import of_my_case  # noqa: E402

CODE, PLACE, LOGIN = "1.004873", "06187", "congdan@langson.example"
RAW = {
    "ho_ten": "Nông Thị Hoa", "so_dinh_danh": "020090000001", "ngay_sinh_day": "12", "ngay_sinh_month": "11",
    "ngay_sinh_year": "1990", "noi_cu_tru": "Khối 3, phường Kỳ Lừa, tỉnh Lạng Sơn", "phone": "0912345678",
    "gioi_tinh": "FEMALE", "dan_toc": "Tày", "quoc_tich": "Việt Nam", "xin_cho": "ban-than", "thoi_gian": "hien-tai",
    "tinh_trang": "chua", "muc_dich": "khac", "muc_dich_khac": "Vay vốn ngân hàng", "so_ban": "1",
}  # fmt: skip
PARTIES = {
    "holder": "toi", "recipient": "toi", "phone": "+84912345678", "email": "hoa@langson.example",
    "return_method": "ONLINE", "return_address": "", "holder_name": "", "holder_id_number": "", "holder_address": "",
    "authorisation": "", "recipient_name": "", "recipient_phone": "",
}  # fmt: skip
PDF = Path(__file__).with_name("attachment.pdf")


def make(at: datetime) -> Draft:
    """One application: the form's pages, each needed paper, the people."""
    by = Account.objects.get(email=LOGIN)
    day = local(at).date()
    version = version_in_force(CODE, on=day)
    if version is None:
        raise LookupError(CODE)
    form = form_in_force(version.form_key, on=day)
    if form is None:
        raise LookupError(version.form_key)
    case = {question.key: question.options[0]["value"] for question in version.questions.all()}
    purpose = operations.Purpose(CODE, version.procedure.name, PLACE, case)
    draft = operations.start_draft(form, purpose=purpose, known=known_of(by), by=by, at=at)
    for page in visible_pages(form.parsed, draft.told):
        if errors := operations.save_page(draft, page=page, raw=RAW, by=by, at=at):
            raise ValueError(errors)
    content = PDF.read_bytes()
    for component in of_my_case(version.components.all(), case):
        if not (component.is_made_by_form or component.is_shown_only or component.is_in_database):
            file = take_in("giấy tờ.pdf", content, by=by)
            operations.attach_file(draft, component_key=component.key, file=file, by=by, at=at)
    return operations.save_parties(draft, parties=PARTIES, by=by, at=at)


def copies(draft: Draft, count: int) -> list[Draft]:
    """The same application so many times, each with its own address and key."""
    files = list(draft.files.all())
    made = []
    for _n in range(count):
        copy = Draft.objects.get(pk=draft.pk)
        copy.pk, copy.token, copy.submission_key = None, uuid4(), uuid4()
        made.append(copy)
    Draft.objects.bulk_create(made)
    DraftFile.objects.bulk_create(
        DraftFile(
            draft=copy, component_key=file.component_key, name=file.name, stored=file.stored, added_at=file.added_at
        )
        for copy in made
        for file in files
    )
    return made


if __name__ == "__main__":
    # What a measurement before this one left unfiled would count among the drafts that one person may have.
    Draft.objects.filter(account__email=LOGIN, submitted_at=None).delete()
    drafts = copies(make(datetime.now(UTC)), int(sys.argv[1]))  # noqa: TID251 - the clock of the measurement
    ready = [
        {
            "token": str(draft.token),
            "key": str(draft.submission_key),
            "path": f"/nop-ho-so/{CODE}/{draft.token}/xem-lai/",
        }
        for draft in drafts
    ]
    sys.stdout.write(json.dumps(ready))
