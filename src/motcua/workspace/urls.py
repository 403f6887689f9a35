"""Addresses of the officials' workspace."""

from django.urls import path

from motcua.workspace import (
    board,
    books,
    bulk,
    catalogue,
    counter,
    deliveries,
    dossiers,
    freshness,
    inbox,
    officials,
    results,
    scanning,
    successions,
)

app_name = "workspace"

urlpatterns = [
    path("lam-viec/", inbox.inbox, name="inbox"),
    path("lam-viec/cung-luc/<slug:key>/", bulk.bulk, name="bulk"),
    path("lam-viec/don-vi/", board.board, name="board"),
    path("lam-viec/ho-so/", dossiers.search, name="dossiers"),
    path("lam-viec/ho-so/<str:code>/", dossiers.dossier, name="dossier"),
    path("lam-viec/ho-so/<str:code>/lam/<slug:key>/", dossiers.act, name="act"),
    path("lam-viec/ho-so/<str:code>/quet/", scanning.scan, name="scan"),
    path("lam-viec/ho-so/<str:code>/nhan-bo-sung/", scanning.supplement, name="supplement"),
    path("lam-viec/ho-so/<str:code>/tep/<int:pk>/", dossiers.file, name="file"),
    path("lam-viec/ho-so/<str:code>/giay/<uuid:public_id>/", dossiers.paper, name="paper"),
    path("lam-viec/ho-so/<str:code>/ket-qua.pdf", results.proof, name="proof"),
    path("lam-viec/ho-so/<str:code>/ket-qua-<int:number>.png", results.picture, name="proof_picture"),
    path("lam-viec/ho-so/<str:code>/phieu-kiem-soat/", dossiers.control, name="control_sheet"),
    path("lam-viec/tiep-nhan/", counter.choose, name="counter"),
    path("lam-viec/tiep-nhan/<str:procedure_code>/", counter.register, name="register"),
    path("lam-viec/danh-muc/", catalogue.catalogue, name="catalogue"),
    path("lam-viec/danh-muc/chat-luong.xlsx", catalogue.report, name="catalogue_report"),
    path("lam-viec/danh-muc/het-hieu-luc/", freshness.report, name="stale"),
    path("lam-viec/danh-muc/het-hieu-luc.xlsx", freshness.spreadsheet, name="stale_sheet"),
    path("lam-viec/danh-muc/mau/<int:pk>/", freshness.settle, name="stale_settle"),
    path("lam-viec/danh-muc/<str:code>/", catalogue.procedure, name="catalogue_procedure"),
    path("lam-viec/danh-muc/<str:code>/lam/<slug:key>/", catalogue.act, name="catalogue_act"),
    path("lam-viec/danh-muc/<str:code>/sua/<int:pk>/", catalogue.edit, name="catalogue_edit"),
    path("lam-viec/danh-muc/<str:code>/xem-truoc/<int:pk>/", catalogue.preview, name="catalogue_preview"),
    path("lam-viec/danh-muc/<str:code>/so-sanh/<int:before>/<int:after>/", catalogue.compare, name="catalogue_compare"),
    path("lam-viec/gui-di/", deliveries.deliveries, name="deliveries"),
    path("lam-viec/can-bo/", officials.index, name="officials"),
    path("lam-viec/can-bo/moi/", officials.new, name="official_new"),
    path("lam-viec/can-bo/<uuid:handle>/", officials.official, name="official"),
    path("lam-viec/ke-thua/", successions.successions, name="successions"),
    path("lam-viec/ke-thua/<slug:before>/<slug:after>/", successions.succession, name="succession"),
    path("lam-viec/so-theo-doi/", books.book, name="book"),
    path("lam-viec/so-theo-doi/bang-tinh/", books.sheet, name="book_sheet"),
    path("lam-viec/so-theo-doi/<int:year>/<int:month>/<int:volume>/", books.printed, name="book_printed"),
]
