"""What stands in a line of the log."""

import sys

import pytest
from django.utils.module_loading import import_string

from motcua.kernel.logs import logging, without_values


@pytest.mark.issue(16)
@pytest.mark.parametrize("in_words", [True, False])
def test_a_traceback_tells_no_value_of_a_variable(in_words):
    name = " ".join(("Nông", "Thị", "Hoa"))
    try:
        raise ValueError("wrong")
    except ValueError:
        event = {"event": "page_failed", "exc_info": sys.exc_info()}
    formatter = import_string(logging(in_words=in_words)["formatters"]["line"]["()"])()
    # The first takes away what the library adds for itself.
    for processor in formatter.processors[1:]:
        event = processor(None, "error", event)
    assert "ValueError: wrong" in event
    assert name not in event


@pytest.mark.issue(16)
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("duplicate key violates \"account_email_once\"\nDETAIL:  Key (email)=(hoa@x.vn) already exists.",
         'duplicate key violates "account_email_once"'),
        ("invalid literal for int() with base 10: '002191000001a'", "invalid literal for int() with base 10: «…»"),
        ("'full_name'", "'full_name'"),
        ("no mailbox <hoa@x.vn> of «Nông Thị Hoa», 0912 345 678", "no mailbox … of «…», …"),
        ("line 12 of 40", "line 12 of 40"),
    ],
)  # fmt: skip
def test_a_failure_is_told_without_what_it_failed_on(said, kept):
    assert without_values(said) == kept
