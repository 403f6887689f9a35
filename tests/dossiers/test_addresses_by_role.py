"""Every address, asked by everybody, with the identifiers of somebody else's things: it answers as the table says."""

from datetime import date
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from motcua.calendars.models import WorkingCalendar
from motcua.dossiers.models import Dossier, DossierFile
from motcua.dossiers.operations.supplements import request_supplement
from motcua.dossiers.rules import ItemFacts
from motcua.feedback.operations.sending import Photo, send
from motcua.feedback.saying import Said
from motcua.forms.operations import Purpose, attach_file, start_draft
from motcua.forms.queries import form_in_force
from motcua.forms.reading import take_in
from motcua.kernel.files import store
from motcua.kernel.models import JournalEntry
from motcua.laws.operations import ArticleFacts, DocumentFacts, import_laws
from motcua.opendata.models import Dataset
from motcua.opendata.releasing import look_at
from motcua.organization.models import Post, Succession
from motcua.people.operations import create_account, give_post
from motcua.people.operations.own_data import ask_erasure
from motcua.people.operations.second_person import propose_identity
from motcua.people.rules import AccountKind
from motcua.procedures.models import ProcedureVersion
from motcua.workspace.actions import ACTIONS
from tests.architecture.test_addresses import converters, patterns
from tests.dossiers.conftest import at
from tests.whole import part, today

PDF = Path("benchmarks/attachment.pdf").read_bytes()
# Nobody reads it here: it is given out as it was kept.
PHOTO = b"\xff\xd8\xff"

# Nobody; the filer; another citizen; the dossier's counter and case officer; the counter of another commune; a
# department; who keeps the catalogue; who administers. In each row, what they get in this order.
ROLES = ("nobody", "citizen", "stranger", "counter", "clerk", "elsewhere", "department", "keeper", "admin")
ALL = "200 200 200 200 200 200 200 200 200"
SIGNED_IN = "302 200 200 200 200 200 200 200 200"
MINE = "302 200 404 404 404 404 404 404 404"
OFFICIALS = "302 403 403 200 200 200 200 200 200"
WITHIN = "302 403 403 200 200 404 404 404 404"
AT_THE_COUNTER = "302 403 403 200 404 404 404 404 404"
COUNTERS = "302 403 403 200 403 200 403 403 403"
KEEPERS = "302 403 403 403 403 403 403 200 403"
CALENDARS = "302 403 403 403 403 403 403 200 200"
ADMINS = "302 403 403 403 403 403 403 403 200"
NEVER = "404 404 404 404 404 404 404 404 404"
REDIRECTS = "302 302 302 302 302 302 302 302 302"
PETITIONS_COME = "302 403 403 200 403 200 403 200 403"
GATHERS = "302 403 403 404 404 404 404 200 404"
READ = "405 405 405 405 405 405 405 405 405"
READ_SIGNED_IN = "302 405 405 405 405 405 405 405 405"
ONLY_STRANGERS = "200 302 302 302 302 302 302 302 302"


def got(row, status):
    """The row with this answer for those who may."""
    return row.replace("200", status)


PETITION_PAGES = ("portal:petition", "portal:petition_photo", "workspace:petition", "workspace:petition_photo")
OWN_REPORTS = ("workspace:own_report", "workspace:own_report_edit", "workspace:own_report_mailing")

# By the name of an address: what everybody gets who asks for it, and who posts an empty form to it.
TABLE = {
    "ui:gallery": (NEVER, NEVER),
    "api:live": (ALL, READ),
    "api:ready": (ALL, READ),
    "api:search": (ALL, READ),
    "api:suggest": (ALL, READ),
    "api:metrics": (ALL, READ),
    "workspace:inbox": (OFFICIALS, OFFICIALS),
    "workspace:board": ("302 403 403 200 200 200 200 404 404", READ_SIGNED_IN),
    "workspace:dossiers": (OFFICIALS, READ_SIGNED_IN),
    "workspace:dossier": (WITHIN, WITHIN),
    "workspace:act": (got(WITHIN, "302"), got(WITHIN, "302")),
    "workspace:file": (WITHIN, READ_SIGNED_IN),
    "workspace:file_page": (WITHIN, READ_SIGNED_IN),
    "workspace:paper": (WITHIN, READ_SIGNED_IN),
    "workspace:control_sheet": (WITHIN, READ_SIGNED_IN),
    "workspace:inbox_sheet": (OFFICIALS, READ_SIGNED_IN),
    "workspace:board_sheet": ("302 403 403 200 200 200 200 404 404", READ_SIGNED_IN),
    "workspace:dossiers_sheet": (OFFICIALS, READ_SIGNED_IN),
    "workspace:next": ("302 403 403 302 302 302 302 302 302", READ_SIGNED_IN),
    "workspace:save_filter": (READ_SIGNED_IN, "302 403 403 404 404 404 404 404 404"),
    "workspace:forget_filter": (READ_SIGNED_IN, "302 403 403 404 404 404 404 404 404"),
    "workspace:bulk": (OFFICIALS, OFFICIALS),
    "workspace:declaration": (WITHIN, got(WITHIN, "422")),
    "workspace:correction": (AT_THE_COUNTER, AT_THE_COUNTER),
    "workspace:anew": (AT_THE_COUNTER, AT_THE_COUNTER),
    "workspace:proof": (got(WITHIN, "404"), READ_SIGNED_IN),
    "workspace:proof_picture": (got(WITHIN, "404"), READ_SIGNED_IN),
    "workspace:proof_pages": (got(WITHIN, "404"), READ_SIGNED_IN),
    # Who drafts the result gives files; its counter is led back.
    "workspace:result_files": ("302 403 403 302 200 404 404 404 404", "302 403 403 302 422 404 404 404 404"),
    "workspace:scan": (AT_THE_COUNTER, got(AT_THE_COUNTER, "422")),
    "workspace:supplement": (AT_THE_COUNTER, got(AT_THE_COUNTER, "422")),
    "workspace:counter": (COUNTERS, got(COUNTERS, "422")),
    "workspace:identity": (COUNTERS, got(COUNTERS, "422")),
    "workspace:draft_file": (got(OFFICIALS, "404"), READ_SIGNED_IN),
    "workspace:register": (COUNTERS, got(COUNTERS, "422")),
    "workspace:catalogue": (KEEPERS, got(KEEPERS, "422")),
    "workspace:catalogue_report": (KEEPERS, READ_SIGNED_IN),
    "workspace:stale": (KEEPERS, READ_SIGNED_IN),
    "workspace:stale_sheet": (KEEPERS, READ_SIGNED_IN),
    "workspace:stale_settle": (READ_SIGNED_IN, "302 403 403 404 404 404 404 404 404"),
    "workspace:catalogue_procedure": (KEEPERS, READ_SIGNED_IN),
    "workspace:catalogue_act": (READ_SIGNED_IN, got(KEEPERS, "404")),
    "workspace:catalogue_edit": (got(KEEPERS, "404"), got(KEEPERS, "404")),
    "workspace:catalogue_receiving": (got(KEEPERS, "404"), got(KEEPERS, "404")),
    "workspace:catalogue_preview": (KEEPERS, READ_SIGNED_IN),
    "workspace:catalogue_compare": (KEEPERS, READ_SIGNED_IN),
    "workspace:officials": (ADMINS, READ_SIGNED_IN),
    "workspace:commands": (OFFICIALS, READ_SIGNED_IN),
    "workspace:leading": ("302 403 403 404 404 404 404 404 404", READ_SIGNED_IN),
    "workspace:leading_dossiers": ("302 403 403 404 404 404 404 404 404", READ_SIGNED_IN),
    "workspace:month": (OFFICIALS, got(OFFICIALS, "422")),
    "workspace:month_dossiers": (got(OFFICIALS, "404"), READ_SIGNED_IN),
    "workspace:month_of": ("302 403 403 404 200 404 404 404 404", "302 403 403 404 422 404 404 404 404"),
    "workspace:month_of_dossiers": (got(OFFICIALS, "404"), READ_SIGNED_IN),
    "workspace:digest": (OFFICIALS, got(OFFICIALS, "302")),
    "workspace:leaves": (OFFICIALS, got(OFFICIALS, "422")),
    "workspace:stock": (OFFICIALS, got(OFFICIALS, "422")),
    "workspace:notes": (WITHIN, got(WITHIN, "422")),
    "workspace:opinion_file": (got(OFFICIALS, "404"), READ_SIGNED_IN),
    "workspace:agencies": (ADMINS, READ_SIGNED_IN),
    "workspace:agency_new": (ADMINS, got(ADMINS, "422")),
    "workspace:agency": (ADMINS, got(ADMINS, "422")),
    "workspace:agency_naming": (ADMINS, got(ADMINS, "422")),
    "workspace:agency_ending": (ADMINS, got(ADMINS, "422")),
    "workspace:unit_ending": (ADMINS, got(ADMINS, "422")),
    "workspace:post_ending": (ADMINS, got(ADMINS, "422")),
    "workspace:rights": (ADMINS, READ_SIGNED_IN),
    "workspace:calendars": (got(CALENDARS, "302"), got(CALENDARS, "302")),
    "workspace:calendar": (CALENDARS, got(CALENDARS, "422")),
    "workspace:official_new": (ADMINS, got(ADMINS, "422")),
    "workspace:official": (ADMINS, got(ADMINS, "422")),
    "workspace:official_identity": (ADMINS, got(ADMINS, "422")),
    "workspace:waiting": (ADMINS, READ_SIGNED_IN),
    "workspace:waiting_change": (ADMINS, got(ADMINS, "422")),
    "workspace:deliveries": (ADMINS, got(ADMINS, "302")),
    "workspace:retention": (ADMINS, READ_SIGNED_IN),
    "workspace:health": (ADMINS, READ_SIGNED_IN),
    "workspace:set_up": (ADMINS, got(ADMINS, "422")),
    "workspace:set_up_codes": (ADMINS, got(ADMINS, "422")),
    "workspace:set_up_structure": (ADMINS, got(ADMINS, "422")),
    "workspace:set_up_structure_template": (ADMINS, READ_SIGNED_IN),
    "workspace:set_up_rehearsal": (ADMINS, got(ADMINS, "422")),
    "workspace:set_up_officials": (ADMINS, got(ADMINS, "422")),
    "workspace:set_up_template": (ADMINS, READ_SIGNED_IN),
    "workspace:erasure": (ADMINS, got(ADMINS, "422")),
    # Who keeps the catalogue of the province also answers objections.
    "workspace:objections": (KEEPERS, READ_SIGNED_IN),
    "workspace:objection": (got(KEEPERS, "404"), got(KEEPERS, "404")),
    "workspace:successions": (ADMINS, READ_SIGNED_IN),
    "workspace:succession": (ADMINS, got(ADMINS, "302")),
    "workspace:lost_factors": (ADMINS, got(ADMINS, "422")),
    "workspace:reports": (OFFICIALS, READ_SIGNED_IN),
    "workspace:own_reports": (OFFICIALS, READ_SIGNED_IN),
    "workspace:own_report_new": (GATHERS, got(GATHERS, "422")),
    "workspace:own_report": (got(GATHERS, "404"), got(GATHERS, "404")),
    "workspace:own_report_edit": (got(GATHERS, "404"), got(GATHERS, "404")),
    "workspace:own_report_mailing": (got(GATHERS, "404"), got(GATHERS, "404")),
    "workspace:own_report_dossiers": (got(GATHERS, "404"), READ_SIGNED_IN),
    "workspace:own_report_csv": (got(GATHERS, "404"), READ_SIGNED_IN),
    "workspace:own_report_xlsx": (got(GATHERS, "404"), READ_SIGNED_IN),
    "workspace:petitions": (OFFICIALS, READ_SIGNED_IN),
    "workspace:petition_register": (PETITIONS_COME, got(PETITIONS_COME, "422")),
    # Who sorts petitions sees one that nobody has forwarded yet, and no photograph that is not there.
    "workspace:petition": (GATHERS, got(GATHERS, "404")),
    "workspace:petition_photo": (GATHERS, READ_SIGNED_IN),
    "workspace:report_board": (GATHERS, got(GATHERS, "404")),
    "workspace:report": (GATHERS, got(GATHERS, "302")),
    "workspace:report_sheet": (got(GATHERS, "404"), READ_SIGNED_IN),
    "workspace:report_paper": (got(GATHERS, "404"), READ_SIGNED_IN),
    "workspace:report_dossiers": (got(GATHERS, "404"), READ_SIGNED_IN),
    "workspace:handovers": (COUNTERS, READ_SIGNED_IN),
    "workspace:handover_printed": (got(COUNTERS, "404"), READ_SIGNED_IN),
    "workspace:book": (COUNTERS, READ_SIGNED_IN),
    "workspace:book_sheet": (COUNTERS, READ_SIGNED_IN),
    "workspace:book_printed": (COUNTERS, READ_SIGNED_IN),
    "portal:robots": (ALL, READ),
    "portal:sitemap": (ALL, READ),
    "portal:security": (ALL, READ),
    "portal:home": (ALL, READ),
    "portal:procedures": (ALL, READ),
    "portal:procedure": (ALL, READ),
    "portal:checklist": (ALL, READ),
    "portal:procedure_qr": (ALL, READ),
    "portal:laws": (ALL, READ),
    "portal:law_compare": (ALL, READ),
    "portal:law": (ALL, READ),
    "portal:law_akn": (ALL, READ),
    "portal:law_article": (ALL, READ),
    "portal:life_event": (ALL, READ),
    "portal:places": (ALL, READ),
    "portal:place": (ALL, READ),
    "portal:figures": (ALL, READ),
    "portal:figures_times": (ALL, READ),
    "portal:agency_figures": (ALL, READ),
    "portal:commune_figures": (ALL, READ),
    "portal:figure": (ALL, READ),
    "portal:figure_csv": (ALL, READ),
    "portal:figure_svg": (ALL, READ),
    "portal:figure_frozen": (NEVER, READ),
    "portal:agency_frozen": (NEVER, READ),
    "portal:datasets": (ALL, READ),
    "portal:dataset": (ALL, READ),
    "portal:dataset_row": (ALL, READ),
    "portal:dataset_file": (ALL, READ),
    "portal:release_file": (ALL, READ),
    "portal:petitions": (ALL, READ),
    "portal:petition_new": (ALL, got(ALL, "422")),
    "portal:petition_sent": (REDIRECTS, READ),
    "portal:petition_follow": (ALL, got(ALL, "422")),
    "portal:petitions_overdue": (ALL, READ),
    "portal:my_petitions": (SIGNED_IN, READ_SIGNED_IN),
    # Its author; others are led to where anybody may see how far it is.
    "portal:petition": ("302 200 302 302 302 302 302 302 302", "302 404 302 302 302 302 302 302 302"),
    "portal:petition_photo": ("404 200 404 404 404 404 404 404 404", READ),
    "portal:privacy": (ALL, READ),
    "portal:accessibility": (ALL, READ),
    "portal:site": (ALL, READ),
    "portal:installed": (ALL, READ),
    "portal:worker": (ALL, READ),
    "portal:offline": (ALL, READ),
    "portal:simulated": (NEVER, READ),
    "portal:apply": (SIGNED_IN, got(SIGNED_IN, "422")),
    "portal:draft": (MINE, MINE),
    "portal:draft_case": (MINE, got(MINE, "422")),
    "portal:draft_page": (MINE, got(MINE, "422")),
    "portal:draft_new_item": (got(MINE, "404"), got(MINE, "404")),
    "portal:draft_item": (got(MINE, "404"), got(MINE, "404")),
    "portal:draft_files": (MINE, got(MINE, "302")),
    "portal:draft_parties": (MINE, got(MINE, "422")),
    "portal:draft_review": (MINE, got(MINE, "422")),
    "portal:draft_code": (MINE, got(MINE, "302")),
    "portal:draft_qr": (got(MINE, "404"), READ_SIGNED_IN),
    "portal:draft_discard": (MINE, MINE),
    "portal:track": (ALL, ALL),
    "portal:track_send_code": (REDIRECTS, REDIRECTS),
    "portal:track_details": (REDIRECTS, REDIRECTS),
    "portal:tracked_paper": (REDIRECTS, READ),
    "portal:verify_start": (ALL, ALL),
    "portal:revocations": (got(ALL, "404"), READ),
    "portal:verify": (ALL, got(ALL, "422")),
    "portal:my_dossiers": (SIGNED_IN, READ_SIGNED_IN),
    # Where anybody may see how far it is.
    "portal:dossier": ("302 200 302 302 302 302 302 302 302", READ),
    "portal:claim": (READ_SIGNED_IN, got(MINE, "302")),
    "portal:appointment": (MINE, READ_SIGNED_IN),
    "portal:supplement": (MINE, got(MINE, "422")),
    "portal:enquire": (MINE, got(MINE, "422")),
    "portal:withdraw": (MINE, got(MINE, "422")),
    "portal:rate": (got(MINE, "302"), got(MINE, "302")),
    "portal:file": (MINE, READ_SIGNED_IN),
    "portal:paper": (MINE, READ_SIGNED_IN),
    "portal:account": (SIGNED_IN, READ_SIGNED_IN),
    # A citizen lacks a name then; of an official nothing is asked that must be there.
    "portal:account_edit": (SIGNED_IN, "302 422 422 302 302 302 302 302 302"),
    "portal:contact": (SIGNED_IN, got(SIGNED_IN, "422")),
    "portal:contact_code": (REDIRECTS, REDIRECTS),
    "portal:notices": (SIGNED_IN, got(SIGNED_IN, "302")),
    "portal:push": (READ_SIGNED_IN, got(SIGNED_IN, "404")),
    "portal:devices": (SIGNED_IN, got(SIGNED_IN, "302")),
    "portal:second_factor": (SIGNED_IN, READ_SIGNED_IN),
    "portal:factor_app": (SIGNED_IN, got(SIGNED_IN, "422")),
    "portal:factor_passkey": (SIGNED_IN, got(SIGNED_IN, "422")),
    "portal:recovery_codes": (SIGNED_IN, REDIRECTS),
    "portal:factor_remove": (REDIRECTS, REDIRECTS),
    "portal:data_views": (SIGNED_IN, READ_SIGNED_IN),
    "portal:data_view_object": (got(SIGNED_IN, "404"), got(SIGNED_IN, "404")),
    "portal:my_data": (SIGNED_IN, got(SIGNED_IN, "422")),
    "portal:my_data_take": (SIGNED_IN, got(SIGNED_IN, "422")),
    "portal:my_data_erase": (SIGNED_IN, got(SIGNED_IN, "422")),
    "account_login": (ONLY_STRANGERS, ONLY_STRANGERS),
    "mfa_authenticate": (REDIRECTS, REDIRECTS),
    "sign_up_code": (REDIRECTS, REDIRECTS),
    "account_logout": (SIGNED_IN, REDIRECTS),
    "account_signup": (ONLY_STRANGERS, got(ONLY_STRANGERS, "422")),
    "account_change_password": (SIGNED_IN, SIGNED_IN),
    "account_set_password": (REDIRECTS, REDIRECTS),
    "account_inactive": (ALL, READ),
    "account_email": (REDIRECTS, REDIRECTS),
    "account_email_verification_sent": (ALL, READ),
    "account_confirm_email": (ALL, NEVER),
    "account_reauthenticate": (SIGNED_IN, SIGNED_IN),
    "account_reset_password": (ALL, ALL),
    "account_reset_password_done": (ALL, READ),
    "account_reset_password_from_key": (ALL, ALL),
    "account_reset_password_from_key_done": (ALL, READ),
}


def official(name, post):
    account = create_account(
        kind=AccountKind.OFFICIAL, password="x", full_name=name, email=f"{name}@x.vn", by=None, at=at(1, month=1)
    )
    seat = Post.objects.get(unit__agency__code="ubnd-tinh", unit__code="van-phong", code=post)
    give_post(account, post=seat, valid_from=at(1, month=1).date(), by=None, at=at(1, month=1))
    return account


@pytest.fixture
def world(people, accepted, register):
    """One citizen's things: a dossier in process, one that waits for a supplement, a draft; and a law for anybody."""
    people.keeper, people.admin = official("keeper", "kiem-soat-tthc"), official("admin", "quan-tri")
    dossier, asked = accepted(), register()
    for one in (dossier, asked):
        stored = store(PDF + str(one.pk).encode(), media_type="application/pdf", at=at(2))
        DossierFile.objects.create(dossier=one, name="giay.pdf", stored=stored, added_at=at(2))
    item = ItemFacts("Bản chính", "Để đối chiếu")
    request_supplement(asked, items=[item], reason="Thiếu", by=people.counter, at=at(3))
    form = form_in_force("ban-sao-ho-tich", on=at(2).date())
    purpose = Purpose("2.000635", "Cấp bản sao trích lục hộ tịch", "06187", {})
    draft = start_draft(form, purpose=purpose, known={}, by=people.citizen, at=at(2))
    attach_file(
        draft, component_key="giay-to", file=take_in("giay.pdf", PDF, by=people.citizen), by=people.citizen, at=at(2)
    )
    article = ArticleFacts("1", "dieu/1", "Phạm vi", "Quy định về hộ tịch.", 100)
    law = DocumentFacts(number="123/2015/NĐ-CP", effective_from=date(2016, 1, 1), articles=[article])
    import_laws(name="thu", documents=[law], troubles=[], files=1, by=None, at=at(2))
    erasure = ask_erasure(people.citizen, text="Xóa số cũ", by=people.citizen, at=at(2))
    look_at(Dataset.objects.get(code="co-quan"), at=at(2))
    said = Said("CONDUCT", "Hẹn nhiều lần", "Hẹn ba lần.", "Nông Thị Hoa", "Khối 3", "0912345678", "hoa@x.vn")
    photo = Photo(store(PHOTO, media_type="image/jpeg", at=at(2)), "anh.jpg")
    petition = send(said, photos=[photo], submission_key=uuid4(), by=people.citizen, at=at(2)).petition
    change = propose_identity(people.clerk, facts={"full_name": "Khác"}, reason="x", by=people.admin, at=at(3))
    return SimpleNamespace(
        people=people, dossier=dossier, asked=asked, draft=draft, erasure=erasure, change=change,
        petition=petition,
    )  # fmt: skip


def addresses(world):
    """Every address with the identifiers of this world, and its name."""
    succession = Succession.objects.select_related("predecessor", "successor").first()
    version = ProcedureVersion.objects.get(procedure__code="2.000635", status="PUBLISHED").pk
    usual = {
        "form_slug": "ii-06a", "period_code": "2026-03", "agency_code": "ubnd-06187",
        "code": world.dossier.code, "token": world.draft.token, "number": 0, "slug": "123-2015-ND-CP", "uidb36": "1",
        "pk": world.dossier.files.get().pk, "public_id": world.dossier.papers.get(kind="RECEIPT").paper.public_id,
        "procedure_code": "2.000635", "draft_code": "AAAAAAAA", "year": 2026, "month": 3, "volume": 1,
        "key": world.draft.form.parsed.pages[0].key,
        "before": succession.predecessor.code, "after": succession.successor.code,
        "kind": "ket-qua", "place": 1, "factor": 0,
    }  # fmt: skip
    place = {"code": "ubnd-06187", "unit": "kinh-te", "post": "chuyen-vien"}
    of_procedure = {"code": "2.000635", "pk": version, "before": version, "after": version}
    special = {
        "portal:place": {"code": "ttpvhcc-tinh"},
        "portal:agency_figures": place,
        "portal:commune_figures": {"code": "06187"},
        **{name: {"code": "qd766.dung_han"} for name in ("portal:figure", "portal:figure_csv", "portal:figure_svg")},
        "portal:agency_frozen": {"code": "ubnd-tinh", "month_code": "2020-01"},
        "portal:figure_frozen": {"code": "qd766.dung_han", "month_code": "2020-01"},
        "portal:supplement": {"code": world.asked.reference},
        "portal:life_event": {"key": "sinh-con"},
        "portal:law_article": {"number": "1"},
        "portal:dataset": {"code": "co-quan"},
        "portal:dataset_row": {"code": "co-quan", "key": "so-tu-phap"},
        "portal:dataset_file": {"code": "co-quan", "name": "co-quan.csv"},
        "portal:release_file": {"code": "co-quan", "name": "co-quan.csv", "number": 1},
        "workspace:act": {"key": "yeu-cau-bo-sung"},
        "workspace:supplement": {"code": world.asked.reference},
        "workspace:bulk": {"key": "ky"},
        "workspace:file_page": {"number": 1},
        "workspace:erasure": {"pk": world.erasure.pk},
        "workspace:calendar": {"code": WorkingCalendar.objects.get(is_default=True).code},
        "workspace:agency": place,
        "workspace:agency_naming": place,
        "workspace:agency_ending": place,
        "workspace:unit_ending": place,
        "workspace:post_ending": place,
        "workspace:objection": {"pk": 0},
        **{name: {"pk": 0} for name in OWN_REPORTS},
        **{name: {"code": world.petition.code, "number": 1} for name in PETITION_PAGES},
        "portal:data_view_object": {"pk": 0},
        "workspace:official": {"handle": world.people.clerk.handle},
        "workspace:month_of": {"handle": world.people.clerk.handle},
        "workspace:month_of_dossiers": {"handle": world.people.clerk.handle},
        "workspace:official_identity": {"handle": world.people.clerk.handle},
        "workspace:waiting_change": {"pk": world.change.pk},
    }
    for name, pattern in converters():
        is_of_procedure = name.startswith(("portal:draft", "workspace:catalogue")) or name in (
            "portal:procedure", "portal:checklist", "portal:procedure_qr", "portal:apply",
        )  # fmt: skip
        values = usual | (of_procedure if is_of_procedure else {}) | special.get(name, {})
        yield name, reverse(name, kwargs={key: values[key] for key in pattern})


@pytest.fixture
def ask(world):
    """What somebody gets, and nothing stays of it."""
    signed_in = {}
    for role in ROLES:
        client = Client()
        if role != "nobody":
            client.force_login(getattr(world.people, role))
        signed_in[role] = {name: cookie.value for name, cookie in client.cookies.items()}

    def answer(role, method, address, **options):
        # Who asked for all of this before is no reason to be refused now.
        cache.clear()
        client = Client(**options)
        client.cookies = SimpleCookie(signed_in[role])
        with transaction.atomic():
            response = getattr(client, method)(address)
            transaction.set_rollback(True)
        return response

    return answer


def test_every_address_has_its_row():
    assert set(TABLE) == {name for name, _view in patterns()}


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_answers_everybody_as_the_table_says(world, ask, method):
    wrong = []
    for turn, (name, address) in enumerate(sorted(addresses(world))):
        row = list(zip(ROLES, TABLE[name][method == "post"].split(), strict=True))
        # Who is not signed in asks for each address every day; so does a third of the others, each of them every week.
        for role, status in [row[0], *today(row[1:], turn=turn, every=3)]:
            answer = ask(role, method, address).status_code
            wrong += [] if str(answer) == status else [f"{name}: {role} gets {answer}, not {status}"]
    assert wrong == []


def test_what_is_not_signed_in_is_sent_to_the_sign_in_and_back(world, ask):
    for name, address in addresses(world):
        if (
            TABLE[name][0].startswith("302")
            and TABLE[name][0] != REDIRECTS
            and name
            not in (
                "portal:dossier",
                "portal:petition",
            )
        ):
            assert ask("nobody", "get", address)["Location"] in (f"/dang-nhap/?next={address}", "/"), name


def test_no_address_takes_a_form_from_elsewhere(world, ask):
    """Without the token of a page of ours every form is refused, whoever is signed in."""
    for turn, (name, address) in enumerate(addresses(world)):
        for role in part(("nobody", "citizen", "counter", "keeper", "admin"), turn=turn, every=5):
            answer = ask(role, "post", address, enforce_csrf_checks=True)
            # The sign-in page left open in another tab takes nothing, and leads on who is signed in.
            led_on = name == "account_login" and role != "nobody" and answer.get("Location") == "/tai-khoan/"
            assert answer.status_code in (403, 404, 405) or led_on, (name, role)


def test_no_action_on_a_dossier_exists_for_who_has_no_right_to_it(world, ask):
    refused = {"nobody": 302, "stranger": 403, "elsewhere": 404, "department": 404}
    for action in ACTIONS:
        address = f"/lam-viec/ho-so/{world.dossier.code}/lam/{action.key}/"
        for role, status in refused.items():
            assert ask(role, "get", address).status_code == status, (action.key, role)
            assert ask(role, "post", address).status_code == status, (action.key, role)


def test_files_and_papers_of_one_dossier_are_not_found_under_another(world, ask):
    """Also where both are mine: what a dossier holds has its address under it alone."""
    file = world.asked.files.get().pk
    receipt = world.dossier.papers.get(kind="RECEIPT").paper.public_id
    for role, start in (("citizen", "/ho-so"), ("counter", "/lam-viec/ho-so")):
        assert ask(role, "get", f"{start}/{world.asked.reference}/tep/{file}/").status_code == 200
        assert ask(role, "get", f"{start}/{world.dossier.code}/tep/{file}/").status_code == 404
        assert ask(role, "get", f"{start}/{world.dossier.code}/giay/{receipt}/").status_code == 200
        assert ask(role, "get", f"{start}/{world.asked.reference}/giay/{receipt}/").status_code == 404


def test_who_is_refused_changes_nothing(world):
    """Without undoing it: a refused look or press leaves no trace in what the platform keeps."""
    entries, dossiers = JournalEntry.objects.count(), list(Dossier.objects.order_by("pk").values())
    for role in ("stranger", "elsewhere", "department"):
        client = Client()
        client.force_login(getattr(world.people, role))
        for name, address in addresses(world):
            if TABLE[name][0] in (MINE, WITHIN) or TABLE[name][1] in (MINE, WITHIN):
                client.get(address)
                client.post(address, {"reason": "x", "stars": "5"})
    assert JournalEntry.objects.count() == entries
    assert list(Dossier.objects.order_by("pk").values()) == dossiers
