"""`motcua bench`: the measurements in the folder `benchmarks` beside the source."""

import json
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

from motcua.cli.output import Trouble, say

ROOT = Path(__file__).resolve().parents[3]
NAMES = {
    "due_dates": "số hạn trả kết quả tính được mỗi giây, so với pandas",
    "submission": "nộp hồ sơ trực tuyến, so với ghi thẳng các dòng đó bằng SQL",
    "pages": "trang của cán bộ với 2.000 và 100.000 hồ sơ, 200 người đăng nhập cùng lúc",
    "search": "tìm kiếm trên toàn bộ thủ tục và pháp luật thật: đúng và nhanh đến đâu",
    "public": "trang công khai: thời gian, số truy vấn, số byte",
}


def bench(name: str, *, as_json: bool) -> int:
    """Run one measurement, which writes its part of `benchmarks/RESULTS.md`; without a name, list them."""
    if not name:
        for known, what in NAMES.items():
            say(f"{known:14} {what}")
        return 0
    if name not in NAMES:
        raise Trouble(f"Không có phép đo {name}. Các phép đo: {', '.join(NAMES)}.")
    figures = _module(name).run()
    say(json.dumps(figures, ensure_ascii=False, indent=None if as_json else 2))
    return 0


def _module(name: str) -> ModuleType:
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    try:
        return import_module(f"benchmarks.{name}")
    except ModuleNotFoundError as error:
        raise Trouble(
            f"Thiếu {error.name}. Chạy bằng ./motcua bench để cài các thư viện dùng khi phát triển."
        ) from error
