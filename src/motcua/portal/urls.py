"""Addresses of the portal. Vietnamese without marks; kept for ever (interface contract)."""

from allauth.account import views as sign_in
from allauth.mfa.base import views as second_step
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from motcua.portal import (
    account,
    apply,
    devices,
    draft_code,
    factors,
    finding,
    home,
    law,
    law_compare,
    my_data,
    my_dossiers,
    places,
    sign_up,
    track,
)

PAGES = [
    path("", home.home, name="home"),
    path("thu-tuc/", finding.procedures, name="procedures"),
    path("thu-tuc/<str:code>/", home.procedure, name="procedure"),
    path("thu-tuc/<str:code>/can-mang/", home.checklist, name="checklist"),
    path("thu-tuc/<str:code>/qr.svg", home.qr, name="procedure_qr"),
    path("phap-luat/", law.laws, name="laws"),
    path("phap-luat/so-sanh/", law_compare.page, name="law_compare"),
    path("phap-luat/<str:slug>/", law.document, name="law"),
    path("phap-luat/<str:slug>/akn.xml", law.akn, name="law_akn"),
    path("phap-luat/<str:slug>/dieu/<str:number>/", law.article, name="law_article"),
    path("noi-tiep-nhan/", places.places, name="places"),
    path("noi-tiep-nhan/<slug:code>/", places.place, name="place"),
    path("su-kien/<slug:key>/", home.life_event, name="life_event"),
    path("minh-bach/", home.figures, name="figures"),
    path("mo-phong/", home.simulated, name="simulated"),
    path("nop-ho-so/<str:code>/", apply.start, name="apply"),
    path("nop-ho-so/<str:code>/<uuid:token>/", apply.overview, name="draft"),
    path("nop-ho-so/<str:code>/<uuid:token>/truong-hop/", apply.case, name="draft_case"),
    path("nop-ho-so/<str:code>/<uuid:token>/trang/<slug:key>/", apply.page, name="draft_page"),
    path("nop-ho-so/<str:code>/<uuid:token>/trang/<slug:key>/muc/", apply.item, name="draft_new_item"),
    path("nop-ho-so/<str:code>/<uuid:token>/trang/<slug:key>/muc/<int:number>/", apply.item, name="draft_item"),
    path("nop-ho-so/<str:code>/<uuid:token>/giay-to/", apply.files, name="draft_files"),
    path("nop-ho-so/<str:code>/<uuid:token>/nguoi-lien-quan/", apply.parties, name="draft_parties"),
    path("nop-ho-so/<str:code>/<uuid:token>/xem-lai/", apply.review, name="draft_review"),
    path("nop-ho-so/<str:code>/<uuid:token>/mang-den-quay/", draft_code.page, name="draft_code"),
    path("nop-ho-so/<str:code>/<uuid:token>/ma.svg", draft_code.qr, name="draft_qr"),
    path("nop-ho-so/<str:code>/<uuid:token>/xoa/", apply.discard, name="draft_discard"),
    path("tra-cuu/", track.track, name="track"),
    path("tra-cuu/ma-xac-nhan/", track.send_code, name="track_send_code"),
    path("tra-cuu/chi-tiet/", track.details, name="track_details"),
    path("xac-thuc/", track.verify_start, name="verify_start"),
    path("xac-thuc/<uuid:public_id>/", track.verify, name="verify"),
    path("ho-so/", my_dossiers.dossiers, name="my_dossiers"),
    path("ho-so/<str:code>/", my_dossiers.dossier, name="dossier"),
    path("ho-so/<str:code>/hen-tra.ics", my_dossiers.appointment, name="appointment"),
    path("ho-so/<str:code>/bo-sung/", my_dossiers.supplement, name="supplement"),
    path("ho-so/<str:code>/rut/", my_dossiers.withdraw, name="withdraw"),
    path("ho-so/<str:code>/danh-gia/", my_dossiers.rate, name="rate"),
    path("ho-so/<str:code>/tep/<int:pk>/", my_dossiers.file, name="file"),
    path("ho-so/<str:code>/giay/<uuid:public_id>/", my_dossiers.paper, name="paper"),
    path("tai-khoan/", account.account, name="account"),
    path("tai-khoan/thong-tin/", account.edit, name="account_edit"),
    path("tai-khoan/lien-he/", account.contact, name="contact"),
    path("tai-khoan/thiet-bi/", devices.devices, name="devices"),
    path("tai-khoan/yeu-to-thu-hai/", factors.overview, name="second_factor"),
    path("tai-khoan/yeu-to-thu-hai/ung-dung/", factors.app, name="factor_app"),
    path("tai-khoan/yeu-to-thu-hai/khoa/", factors.passkey, name="factor_passkey"),
    path("tai-khoan/yeu-to-thu-hai/ma-khoi-phuc/", factors.recovery_codes, name="recovery_codes"),
    path("tai-khoan/yeu-to-thu-hai/<int:factor>/go/", factors.remove, name="factor_remove"),
    path("tai-khoan/thong-bao/", account.notices, name="notices"),
    path("tai-khoan/ai-da-xem/", account.views, name="data_views"),
    path("tai-khoan/du-lieu/", my_data.my_data, name="my_data"),
    path("tai-khoan/du-lieu/lay/", my_data.take, name="my_data_take"),
    path("tai-khoan/du-lieu/xoa/", my_data.erase, name="my_data_erase"),
    path("quyen-rieng-tu/", my_data.privacy, name="privacy"),
]

# The sign-in library looks its pages up by these names, outside any namespace.
SIGN_IN = [
    path("dang-nhap/", sign_in.login, name="account_login"),
    path("dang-nhap/buoc-hai/", second_step.authenticate, name="mfa_authenticate"),
    path("dang-xuat/", sign_in.logout, name="account_logout"),
    path("dang-ky/", sign_up.sign_up, name="account_signup"),
    path("dang-ky/xac-nhan/", sign_up.code, name="sign_up_code"),
    path("tai-khoan/doi-mat-khau/", sign_in.password_change, name="account_change_password"),
    path("tai-khoan/dat-mat-khau/", sign_in.password_set, name="account_set_password"),
    path("tai-khoan/ngung-hoat-dong/", sign_in.account_inactive, name="account_inactive"),
    # The library's page would change an account behind the operations; ours shows the address on the account.
    path("tai-khoan/email/", RedirectView.as_view(pattern_name="portal:account"), name="account_email"),
    path("tai-khoan/xac-nhan-email/", sign_in.email_verification_sent, name="account_email_verification_sent"),
    path("tai-khoan/xac-nhan-email/<str:key>/", sign_in.confirm_email, name="account_confirm_email"),
    path("tai-khoan/xac-nhan-lai/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("quen-mat-khau/", sign_in.password_reset, name="account_reset_password"),
    path("quen-mat-khau/da-gui/", sign_in.password_reset_done, name="account_reset_password_done"),
    # The key has hyphens of its own: who it is for ends at the first.
    re_path(
        r"^quen-mat-khau/dat-lai/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("quen-mat-khau/xong/", sign_in.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]

urlpatterns = [path("", include((PAGES, "portal"))), *SIGN_IN]
