"""Measured facts at the terminal: counted anew, or what differs named."""

from datetime import datetime

from motcua.indicators.operations import recount
from motcua.indicators.queries import all_differences
from motcua.kernel.terminal import say


def recount_figures(*, at: datetime, check: bool) -> int:
    """Count everything anew from the dossiers; to check is to change nothing, and 1 says that something differs."""
    if not check:
        say(f"Đã đếm lại. Đã sửa {recount(at=at)} chỗ lệch.")
        return 0
    found = 0
    for difference in all_differences():
        found += 1
        say(f"{difference.of}: {difference.name}: đang giữ «{difference.kept}», đếm được «{difference.counted}»")
    say(f"{found} chỗ lệch." if found else "Số liệu khớp với hồ sơ.")
    return 1 if found else 0
