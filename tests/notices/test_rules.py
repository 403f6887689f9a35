"""The words of notices: complete, short enough for a phone, and silent about what is private."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.manifests import offered
from motcua.notices.rules import SMS_MAX, Channel, NoticeKind, channels_for, compose, why_not_sent, without_secret

KINDS = offered(NoticeKind)

CONTEXT = {
    "code": "000.00.12.H37-261123-00071",
    "procedure": "Đăng ký khai sinh",
    "link": "https://motcua.langson.example.vn/ho-so/LS-7K3M-9QXT/",
    "secret": "739 204",
    "part": "Đĩa",
    "since": "14:30 ngày 21/12/2026",
    "until": "14:30 ngày 24/12/2026",
    "absent": "Nguyễn Thị Phương Thảo",
    "substitute": "Hoàng Văn Thụ",
    "first": "01/12/2026",
    "last": "05/12/2026",
    "who": "Lương Văn Nam",
    "agency": "Sở Nông nghiệp và Môi trường",
    "form": "II.06a",
    "period": "Quý 4/2026",
    "report": "Hồ sơ trễ của từng phòng",
    "before": "Hồ sơ trễ",
    "due": "16/12/2026",
    "late": "12",
    "soon": "3",
    "week": "7",
    "silent": "4",
    "asked": "2",
    "overloaded": "1",
    "done_late": "5",
    "month": "11/2026",
    "line": "Thời gian của từng cơ quan, đơn vị tham gia so với quy định",
}
# A code alone is told, to be typed where one is.
CODES = ("one_time_code", "sign_up_code", "contact_code")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_short_text_keeps_its_whole_link(kind):
    message = compose(kind, CONTEXT)
    assert len(message.short) <= SMS_MAX
    # A password is set by a link that is itself the secret.
    end = CONTEXT["secret"] if kind in (KINDS["password_reset"], KINDS["account_opened"]) else CONTEXT["link"]
    assert message.short.endswith(end) or kind.key in CODES


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_reason_and_other_unknown_values_never_leave(kind):
    message = compose(kind, CONTEXT | {"reason": "Người nộp nhiễm HIV", "id_number": "020190001234"})
    for text in (message.subject, message.short, message.full):
        assert "HIV" not in text
        assert "020190001234" not in text


def test_what_is_known_is_added_and_what_is_not_is_left_out():
    assert (
        "Thời gian hẹn trả kết quả: 14:30 ngày 21/12/2026."
        in compose(KINDS["accepted"], CONTEXT | {"due": "14:30 ngày 21/12/2026"}).full
    )
    assert "hẹn trả" not in compose(KINDS["accepted"], CONTEXT | {"due": ""}).full
    assert "trước:" not in compose(KINDS["supplement_requested"], CONTEXT | {"until": ""}).full


def test_what_is_kept_of_a_one_time_code_does_not_hold_it():
    kind = KINDS["one_time_code"]
    assert "739 204" in compose(kind, CONTEXT).short
    kept = compose(kind, without_secret(kind, CONTEXT))
    assert "739 204" not in kept.subject + kept.short + kept.full


def test_a_missing_necessary_value_is_an_error():
    with pytest.raises(KeyError, match="procedure"):
        compose(KINDS["accepted"], {"code": "1", "link": "/"})


@given(st.sampled_from(list(KINDS.values())), st.text(max_size=400))
def test_no_value_breaks_the_line_of_a_subject_or_a_short_message(kind, text):
    message = compose(kind, CONTEXT | {"code": text, "procedure": text})
    assert len(message.subject) <= 200
    assert len(message.short) <= SMS_MAX
    assert not set("\r\n") & set(message.subject + message.short)


@given(st.sampled_from(list(KINDS.values())), st.booleans(), st.booleans(), st.booleans())
def test_only_channels_that_reach_the_person_are_taken(kind, account, email, phone):
    taken = channels_for(kind, has_account=account, has_email=email, has_phone=phone)
    assert (Channel.EMAIL in taken) <= email
    assert (Channel.SMS in taken) <= phone
    assert (Channel.IN_APP in taken) <= account


def test_officials_get_their_tasks_on_screen_only():
    taken = channels_for(KINDS["task_assigned"], has_account=True, has_email=True, has_phone=True)
    assert taken == [Channel.IN_APP]


@pytest.mark.issue(17)
@pytest.mark.parametrize(
    ("error", "todo"),
    [
        ("NotTakenError: 550 5.1.1 no such user", "địa chỉ nhận"),
        ("SMTPAuthenticationError: (535, b'no')", "EMAIL_HOST_PASSWORD"),
        ("SMTPSenderRefused: (550, b'no', 'x@y.vn')", "DEFAULT_FROM_EMAIL"),
        ("SSLCertVerificationError: certificate verify failed", "EMAIL_USE_TLS"),
        ("SMTPServerDisconnected: Connection unexpectedly closed: timed out", "EMAIL_HOST"),
        ("SMTPConnectError: (421, b'closing')", "người giữ máy chủ thư"),
        ("gaierror: [Errno -2] Name or service not known", "EMAIL_HOST"),
        ("ConnectionRefusedError: [Errno 111] Connection refused", "EMAIL_PORT"),
    ],
)
def test_why_a_letter_did_not_leave_is_said_in_words_and_with_what_to_do(error, todo):
    said, what = why_not_sent(error)
    assert "Error" not in said.partition("(")[0]
    assert error.partition(": ")[2][:20] in said
    assert todo in what


@given(st.text(max_size=400))
def test_an_error_of_any_kind_is_told_shortly(error):
    said, todo = why_not_sent(error)
    assert todo
    assert len(said) <= max(300, len(error))
