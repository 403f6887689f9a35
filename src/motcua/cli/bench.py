"""`motcua bench`: the measurements in the folder `benchmarks` beside the source."""

import sys
from importlib import import_module
from json import dumps
from types import ModuleType

from motcua.kernel.floors import ROOT
from motcua.kernel.manifests import Benchmark, offered
from motcua.kernel.terminal import Trouble, say

# Which measurements a size is for.
SIZES = {"--dossiers": ("pages", "figures"), "--kills": ("kills",), "--requests": ("safety",)}


def bench(*, name: str, dossiers: int | None, kills: int | None, requests: int | None, json: bool) -> int:
    """Run one measurement, which writes its part of `benchmarks/RESULTS.md`; without a name, list them.

    `dossiers` is for the measurements of pages and of figures: how many there are in the larger province; `kills` for
    that of kills, `requests` for that of safety.
    """
    if not name:
        for known in offered(Benchmark).values():
            say(f"{known.key:14} {known.what}")
        return 0
    if name not in offered(Benchmark):
        raise Trouble(f"Không có phép đo {name}. Các phép đo: {', '.join(offered(Benchmark))}.")
    given = {"--dossiers": dossiers, "--kills": kills, "--requests": requests}
    for switch, size in given.items():
        if size is not None and name not in SIZES[switch]:
            raise Trouble(f"{switch} chỉ dùng với phép đo {', '.join(SIZES[switch])}.")
    size = next((size for size in given.values() if size is not None), None)
    measure = _module(name).run
    figures = measure() if size is None else measure(size)
    say(dumps(figures, ensure_ascii=False, indent=None if json else 2))
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
