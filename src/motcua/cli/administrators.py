"""Admits the first administrator from the command line. Imported once Django is up."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from motcua.cli.refusals import in_words
from motcua.kernel.terminal import Trouble, say
from motcua.kernel.text import local
from motcua.organization.models import Post
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.operations import admit_administrator
from motcua.people.rules import AccountKind


def admit(*, email: str, name: str, post: str) -> int:
    """Give somebody an administrator's post and a password, asked for at the terminal or read from standard input."""
    seat = _seat(post)
    with in_words():
        account = admit_administrator(
            email=email, full_name=name, password=_password(email, name), post=seat, by=None, at=timezone.now()
        )
    say(f"{account.full_name} ({account.email}): {seat.title}, {seat.unit.agency.name}. Đăng nhập ở /dang-nhap/.")
    return 0


def _seat(path: str) -> Post:
    """The administrator's post that was named, or the only one there is."""
    posts = Post.objects.on(local(timezone.now()).date()).select_related("unit__agency").order_by("pk")
    seats = {one.path: one for one in posts if one.has(Duty.ADMIN)}
    if path and path in seats:
        return seats[path]
    if not seats:
        raise Trouble("Chưa có vị trí quản trị nào. Chạy ./motcua packs load.")
    if path or len(seats) > 1:
        raise Trouble(f"Chọn --post trong: {', '.join(seats)}.")
    return next(iter(seats.values()))


def _password(email: str, name: str) -> str:
    if sys.stdin.isatty():
        typed = getpass.getpass("Mật khẩu: ")
        if getpass.getpass("Nhập lại: ") != typed:
            raise Trouble("Hai lần nhập không giống nhau.")
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    try:
        validate_password(typed, Account(kind=AccountKind.OFFICIAL, email=email, full_name=name))
    except ValidationError as error:
        raise Trouble(" ".join(error.messages)) from error
    return typed
