"""A page's one try at its operation, and what it reads in addresses."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.addresses import moment_in, number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.illness import Unavailable
from motcua.kernel.operations import Refused


class NameForm(forms.Form):
    name = forms.CharField(required=False)


@pytest.fixture
def request_():
    made = RequestFactory().post("/", {"name": "Hoa"})
    made._messages = CookieStorage(made)
    return made


def said(request):
    return [str(message) for message in get_messages(request)]


def test_a_refusal_is_kept_for_the_page_and_no_other_error_is(request_):
    attempt = Attempt(request_)
    with attempt:
        raise Refused("Chưa được.", errors={"name": "Nhập tên."})
    assert (attempt.is_refused, attempt.message, attempt.errors) == (True, "Chưa được.", {"name": "Nhập tên."})
    with pytest.raises(ValueError, match="other"), attempt:
        raise ValueError("other")


@pytest.mark.issue(17)
def test_what_the_node_cannot_do_now_is_said_above_and_nothing_typed_is_lost(request_):
    attempt = Attempt(request_, NameForm(request_.POST))
    assert attempt.is_sent
    with attempt:
        raise Unavailable("keys", "gone")
    assert attempt.message.startswith("Máy chủ tạm không đọc được")
    assert attempt.form["name"].value() == "Hoa"
    answer = attempt.page("ui/failure.html", {"title": "", "text": "", "reference": "", "language": "vi"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_a_form_says_it_at_its_fields_and_above_where_it_has_none(request_):
    attempt = Attempt(request_, NameForm(request_.POST))
    assert attempt.is_sent
    with attempt:
        raise Refused("Chưa được.", errors={"name": "Nhập tên.", "other": "Không có ô này."})
    assert (attempt.message, attempt.errors) == ("Không có ô này.", {"name": "Nhập tên."})
    plain = Attempt(request_, NameForm(request_.POST))
    with plain:
        raise Refused("Chưa được.")
    assert (plain.message, plain.errors) == ("Chưa được.", {})


def test_a_page_without_fields_says_it_on_the_next_one(request_):
    attempt = Attempt(request_)
    assert attempt.back("/a/")["Location"] == "/a/"
    assert said(request_) == []
    with attempt:
        raise Refused("Chưa được.", errors={"name": "Nhập tên."})
    attempt.back("/a/")
    assert said(request_) == ["Chưa được. Nhập tên."]


@given(st.text(max_size=40) | st.integers().map(str))
def test_a_number_in_an_address_fits_a_key_or_means_nothing(text):
    number = number_in(text)
    assert number is None or (0 <= number < 2**63 and int(text) == number)


@given(st.integers(0, 10**17 - 1))
def test_every_key_is_read_as_it_was_written(number):
    assert number_in(str(number)) == number


@pytest.mark.parametrize("text", ["", "x", "2026-13-01", "2026-11-23", "2026-11-23T09:00"])
def test_a_moment_without_a_zone_means_nothing(text):
    assert moment_in(text) is None


def test_a_moment_is_read_as_it_was_written():
    moment = datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert moment_in(moment.isoformat()) == moment
