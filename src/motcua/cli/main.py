"""Which command does what."""

import argparse
import os
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, ProgrammingError

from motcua.cli import bench, commands, running, testing
from motcua.cli.output import Trouble, say

ROOT = Path(__file__).resolve().parents[3]

LIST = """\
demo                 mở bản trình diễn với dữ liệu Lạng Sơn (--port N, --data THƯ_MỤC, --fresh)
test                 chạy toàn bộ kiểm thử (nhận tham số của pytest; --mutants PHÂN_HỆ: tìm lỗi kiểm thử bỏ sót)
serve                chạy máy chủ web (--port N, --workers 1-64)
worker               gửi thư, tin nhắn và việc nền
migrate              cập nhật cấu trúc cơ sở dữ liệu
check                kiểm tra cấu hình
packs load           nạp dữ liệu do pháp luật và tỉnh quy định (--json)
procedures import TỆP  nạp danh mục thủ tục (.jsonl, .xlsx; --dry-run, --report TỆP.xlsx, --json)
bench [TÊN]          đo hiệu năng, ghi vào benchmarks/RESULTS.md; không có tên thì liệt kê (--json)
laws import ĐƯỜNG_DẪN  nạp văn bản pháp luật (.tar.xz, thư mục, .md, .txt, .docx; --as-of ngày của bản, --json)
agencies take-over CŨ MỚI  chuyển hồ sơ đang giải quyết sang cơ quan kế thừa (chỉ xem trước; --apply để chuyển)
laws stale           thủ tục, mẫu dựa trên văn bản đã hết hiệu lực (--on NĂM-THÁNG-NGÀY, --report TỆP.xlsx, --json)
search "LỜI"         tìm thủ tục, pháp luật (--kind procedure|law, --limit N, --json)
administrators admit EMAIL  mở tài khoản quản trị đầu tiên, hoặc lấy lại quyền quản trị (--name "HỌ TÊN", --post VỊ_TRÍ)
audit verify         kiểm chứng nhật ký không bị sửa, không bị cắt (--known SỐ:MÃ_BĂM, --json)
backup THƯ_MỤC       sao lưu cơ sở dữ liệu và tệp
restore THƯ_MỤC      phục hồi từ bản sao lưu vào nơi còn trống"""


# Commands that need the rooms and a database: where each is, called with its own words.
INFORMATION = {
    "agencies take-over": ("motcua.cli.agencies", "take_over_dossiers"),
    "procedures import": ("motcua.cli.catalogue", "import_procedures"),
    "laws import": ("motcua.cli.laws", "import_path"),
    "laws stale": ("motcua.cli.laws", "stale_bases"),
    "search": ("motcua.cli.finding", "search"),
}


# What the second word of a command is called.
ACTION = "việc cần làm"


class Parser(argparse.ArgumentParser):
    """Says in one Vietnamese line what it did not understand, and how the command is used."""

    def error(self, message: str) -> NoReturn:
        words = self.prog.split()[1:]
        lines = [line for line in LIST.splitlines() if words and line.split()[: len(words)] == words]
        usage = "; ".join("./motcua " + ": ".join(re.split(r"\s{2,}", line, maxsplit=1)) for line in lines)
        how = f"Cách dùng: {usage}." if usage else "Xem các lệnh: ./motcua"
        self.exit(2, f"{_reason(message)} {how}\n")


def _reason(message: str) -> str:
    """What argparse says in English, in our words."""
    about, _colon, said = message.partition(": ")
    if about in ("argument lệnh", f"argument {ACTION}"):
        return "Không có lệnh này."
    if about.startswith("the following arguments are required"):
        return f"Thiếu {said}."
    if about == "unrecognized arguments":
        return f"Không hiểu «{said}»."
    return f"{about.removeprefix('argument ').partition('/')[0]} chưa đúng."


def port(text: str) -> int:
    """A port that a server can listen on."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise ValueError(text)
    return number


def parser() -> argparse.ArgumentParser:
    """The command's words."""
    top = Parser(prog="./motcua", add_help=False)
    verbs = top.add_subparsers(dest="verb", metavar="lệnh", required=True)
    for name in ("demo", "serve"):
        one = verbs.add_parser(name)
        one.add_argument("--port", type=port, default=8000)
    verbs.choices["serve"].add_argument("--workers", type=int, choices=range(1, 65), default=2, metavar="1-64")
    verbs.choices["demo"].add_argument("--data", type=Path, default=ROOT / ".data")
    verbs.choices["demo"].add_argument("--fresh", action="store_true")
    for name in ("worker", "migrate", "check"):
        verbs.add_parser(name)
    for name in ("backup", "restore"):
        verbs.add_parser(name).add_argument("folder", type=Path, metavar="THƯ_MỤC")
    verbs.choices["backup"].add_argument("--data", type=Path, default=ROOT / ".data")
    nouns = {
        noun: verbs.add_parser(noun).add_subparsers(dest="action", required=True, metavar=ACTION)
        for noun in ("packs", "audit", "procedures", "laws", "agencies", "administrators")
    }
    measured = verbs.add_parser("bench")
    measured.add_argument("name", nargs="?", default="")
    measured.add_argument("--json", action="store_true")
    _add_keeping(nouns)
    _add_information(nouns)
    finding = verbs.add_parser("search")
    finding.add_argument("text", metavar="LỜI")
    finding.add_argument("--kind", choices=["procedure", "law"], default="")
    finding.add_argument("--limit", type=int, choices=range(1, 51), default=10, metavar="1-50")
    finding.add_argument("--json", action="store_true")
    finding.add_argument("--data", type=Path, default=ROOT / ".data")
    return top


def _add_keeping(nouns: Mapping[str, Any]) -> None:
    """What keeps an installation: its packs, its journal, its administrators."""
    for noun, verb in (("packs", "load"), ("audit", "verify")):
        nouns[noun].add_parser(verb).add_argument("--json", action="store_true")
    nouns["audit"].choices["verify"].add_argument("--known", metavar="SỐ:MÃ_BĂM", default="")
    nouns["audit"].choices["verify"].add_argument("--data", type=Path, default=ROOT / ".data")
    admitting = nouns["administrators"].add_parser("admit")
    admitting.add_argument("email", metavar="EMAIL")
    admitting.add_argument("--name", default="", metavar="HỌ_TÊN")
    admitting.add_argument("--post", default="", metavar="VỊ_TRÍ")


def _add_information(nouns: Mapping[str, Any]) -> None:
    """What brings information in, and looks after it."""
    importing = nouns["procedures"].add_parser("import")
    importing.add_argument("file", type=Path, metavar="TỆP")
    importing.add_argument("--dry-run", action="store_true")
    importing.add_argument("--report", type=Path)
    importing.add_argument("--json", action="store_true")
    importing.add_argument("--data", type=Path, default=ROOT / ".data")
    law = nouns["laws"].add_parser("import")
    law.add_argument("path", type=Path, metavar="ĐƯỜNG_DẪN")
    law.add_argument("--as-of", type=date.fromisoformat, metavar="NĂM-THÁNG-NGÀY")
    law.add_argument("--json", action="store_true")
    law.add_argument("--data", type=Path, default=ROOT / ".data")
    taking = nouns["agencies"].add_parser("take-over")
    taking.add_argument("predecessor", metavar="CŨ")
    taking.add_argument("successor", metavar="MỚI")
    taking.add_argument("--apply", action="store_true")
    taking.add_argument("--data", type=Path, default=ROOT / ".data")
    stale = nouns["laws"].add_parser("stale")
    stale.add_argument("--on", type=date.fromisoformat)
    stale.add_argument("--report", type=Path)
    stale.add_argument("--json", action="store_true")
    stale.add_argument("--data", type=Path, default=ROOT / ".data")


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 done, 1 not well, 2 not understood."""
    if not arguments or (arguments[0] != "test" and {"-h", "--help"} & set(arguments)):
        say("Một Cửa – phần mềm một cửa điện tử. Các lệnh:\n")
        say(LIST)
        return 0
    try:
        if arguments[0] == "test":
            return testing.test(list(arguments[1:]))
        return _run(parser().parse_args(arguments))
    except (Trouble, ImproperlyConfigured, DatabaseError, OSError) as trouble:
        sys.stderr.write(f"{_in_words(trouble)}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _in_words(trouble: Exception) -> str:
    """One line for the person at the terminal: what is missing or broken, and what to do."""
    said = " ".join(str(trouble).split())
    if isinstance(trouble, ImproperlyConfigured):
        return f"Cấu hình chưa đủ: {said}"
    if isinstance(trouble, ProgrammingError):
        return f"Cơ sở dữ liệu chưa có cấu trúc của phiên bản này. Chạy ./motcua migrate. ({said})"
    if isinstance(trouble, DatabaseError):
        return f"Không dùng được cơ sở dữ liệu. Kiểm tra DATABASE_URL và máy chủ PostgreSQL. ({said})"
    if isinstance(trouble, OSError) and trouble.filename:
        return f"{trouble.filename}: {trouble.strerror}"
    return said


def _run(wanted: argparse.Namespace) -> int:
    if wanted.verb == "demo":
        return running.demo(wanted.data.resolve(), port=wanted.port, fresh=wanted.fresh)
    if wanted.verb == "bench":
        return bench.bench(wanted.name, as_json=wanted.json)
    return _run_installed(wanted)


def _run_installed(wanted: argparse.Namespace) -> int:
    """The commands of an installation, which know its settings and database."""
    words = " ".join(filter(None, [wanted.verb, getattr(wanted, "action", "")]))
    if words in INFORMATION:
        with running.database(wanted.data.resolve()):
            commands.ready()
            module, function = INFORMATION[words]
            facts = {key: value for key, value in vars(wanted).items() if key not in ("verb", "action", "data")}
            return getattr(import_module(module), function)(**facts)  # type: ignore[no-any-return]
    if wanted.verb in ("audit", "backup") and not running.is_told() and running.keeps_own(wanted.data.resolve()):
        with running.database(wanted.data.resolve()):
            return _keep(wanted)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.production")
    return _keep(wanted) if wanted.verb in ("audit", "backup", "restore", "packs") else _serve(wanted)


def _serve(wanted: argparse.Namespace) -> int:
    """What runs an installation, and makes it ready to run."""
    if wanted.verb in ("migrate", "check"):
        return commands.manage(wanted.verb)
    commands.ready()
    if wanted.verb == "serve":
        return running.serve(wanted.port, workers=wanted.workers)
    if wanted.verb == "worker":
        return running.worker()
    admit = import_module("motcua.cli.administrators").admit
    return admit(email=wanted.email, name=wanted.name, post=wanted.post)  # type: ignore[no-any-return]


def _keep(wanted: argparse.Namespace) -> int:
    """What looks after the data."""
    if wanted.verb == "audit":
        return commands.verify_journal(known=wanted.known, as_json=wanted.json)
    if wanted.verb == "packs":
        return commands.load_packs(as_json=wanted.json)
    return getattr(commands, wanted.verb)(wanted.folder.resolve())  # type: ignore[no-any-return]
