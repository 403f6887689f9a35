"""What is kept how long and why, at the terminal. Imported once Django is up."""

from datetime import datetime
from json import dumps

from motcua.kernel.retention import kept_now
from motcua.kernel.terminal import say


def print_retention(*, json: bool, at: datetime) -> int:
    """Print every kind of thing that is kept: how many, how long, on what that rests and why; 1 where no rule says."""
    kinds = kept_now(at=at)
    if json:
        say(
            dumps(
                [
                    {
                        "key": kind.key,
                        "count": kind.count,
                        **(
                            {
                                name: getattr(kind.rule, name)
                                for name in ("name", "days", "since", "basis", "law", "why")
                            }
                            if kind.rule
                            else {}
                        ),
                    }
                    for kind in kinds
                ],
                ensure_ascii=False,
            )
        )
    else:
        for kind in kinds:
            rule = kind.rule
            if rule is None:
                say(f"{kind.key}: {kind.count}. Không gói dữ liệu nào nói giữ bao lâu; còn giữ.")
                continue
            how_long = "không tự xóa" if rule.days is None else f"{rule.days} ngày {rule.since}"
            basis = ": ".join(filter(None, [str(rule.get_basis_display()), rule.law]))
            say(f"{rule.name}: {kind.count}; {how_long}. {basis}.")
            say(f"  {' '.join(rule.why.split())}")
    return 1 if any(kind.rule is None for kind in kinds) else 0
