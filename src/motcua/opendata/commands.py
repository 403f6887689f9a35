"""Datasets at the terminal."""

from datetime import datetime

from motcua.kernel.terminal import say
from motcua.opendata.models import Dataset
from motcua.opendata.releasing import look_at


def release_now(*, code: str = "", at: datetime) -> int:
    """Look at every dataset that is not withdrawn, or at one, and say what came of it."""
    found = Dataset.objects.filter(withdrawn_at=None).order_by("code")
    chosen = list(found.filter(code=code) if code else found)
    if code and not chosen:
        say(f"Không có bộ dữ liệu {code}.")
        return 1
    for dataset in chosen:
        released = look_at(dataset, at=at)
        dataset.refresh_from_db(fields=["refusal"])
        if released is not None:
            say(f"{dataset.code}: bản {released.number}, {released.rows} dòng")
        elif dataset.refusal:
            columns = ", ".join(dataset.refusal["columns"])
            say(f"{dataset.code}: không phát hành, {dataset.refusal['rows']} dòng còn chỉ ra người ({columns})")
        else:
            say(f"{dataset.code}: không có gì mới")
    return 0
