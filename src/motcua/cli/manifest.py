"""What this face brings to the whole: the commands of `./motcua` and the measurements."""

from datetime import date, datetime
from pathlib import Path

from motcua.kernel.manifests import Argument, Benchmark, Command, Manifest, Needs
from motcua.kernel.text import VIETNAM


def port(text: str) -> int:
    """A port that a server can listen on."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise ValueError(text)
    return number


def count(text: str) -> int:
    """So many of something, at least one."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def versions(text: str) -> list[str]:
    """Versions of Python that the platform runs on, between commas."""
    asked = [version.strip() for version in text.split(",")]
    if not set(asked) <= {"3.11", "3.12", "3.13"}:
        raise ValueError(text)
    return asked


def moment(text: str) -> datetime:
    """A moment, in the hour of the province where no other is told."""
    told = datetime.fromisoformat(text)
    return told if told.tzinfo else told.replace(tzinfo=VIETNAM)


def folder(text: str) -> Path:
    """A folder, wherever the command is called from."""
    return Path(text).resolve()


REVOKED_FOR = ("key_compromise", "affiliation_changed", "superseded", "cessation")
JSON = Argument("--json", is_flag=True)
PORT = Argument("--port", "N", type=port, default=8000)
SHEET = Argument("--report", "TỆP.xlsx", type=Path)
FOLDER = Argument("folder", "THƯ_MỤC", type=folder)
FILES_PLACE = Argument("place", "NƠI")
BACKUP_KEY = Argument("--key", "TỆP_KHÓA", type=folder)
BACKUP_KNOWN = Argument("--known", "MÃ_BĂM", default="")
BACKUP_SIGNER = Argument("--signer", "KHÓA_NGƯỜI_LẬP", default="")

MANIFEST: Manifest = (
    Command(
        "demo",
        "mở bản trình diễn với dữ liệu Lạng Sơn",
        "motcua.cli.running:demo",
        Needs.NOTHING,
        (
            PORT,
            Argument("--data", "THƯ_MỤC", type=folder),
            Argument("--fresh", is_flag=True),
        ),
    ),
    Command(
        "test",
        "chạy kiểm thử (mỗi tuần: --whole), phần tham số của pytest chỉ ra, hoặc --mutants PHÂN_HỆ: tìm lỗi bỏ sót",
        "motcua.cli.testing:test",
        Needs.NOTHING,
        takes_rest=True,
    ),
    Command(
        "serve",
        "chạy máy chủ web",
        "motcua.cli.running:serve",
        Needs.SETTINGS,
        (PORT, Argument("--workers", "1-64", type=int, choices=range(1, 65), default=2)),
    ),
    Command("worker", "gửi thư, tin nhắn và việc nền", "motcua.cli.working:worker", Needs.SETTINGS),
    Command(
        "install",
        "đặt các dịch vụ, hẹn giờ của systemd và tệp cấu hình; --dry-run chỉ in ra",
        "motcua.cli.installing:install",
        Needs.NOTHING,
        (
            Argument("--dry-run", is_flag=True),
            Argument("--root", "THƯ_MỤC", type=folder, default=Path("/")),
            Argument("--user", "NGƯỜI_DÙNG", default="motcua"),
            Argument("--backups", "THƯ_MỤC", type=folder, default=Path("/var/backups/motcua")),
            PORT,
        ),
    ),
    Command("migrate", "cập nhật cấu trúc cơ sở dữ liệu", "motcua.cli.commands:migrate", Needs.KEPT),
    Command(
        "check",
        "khám từng phần: cơ sở dữ liệu, tệp, khóa, thư, tiến trình nền, sao lưu…, kèm việc cần làm",
        "motcua.cli.commands:check",
        Needs.LOOKED_AT,
        (JSON,),
    ),
    Command(
        "packs load",
        "nạp dữ liệu do pháp luật và tỉnh quy định",
        "motcua.cli.commands:load_packs",
        Needs.KEPT,
        (Argument("--withdraw", is_flag=True), JSON),
    ),
    Command(
        "procedures import",
        "nạp danh mục thủ tục từ .jsonl, .xlsx",
        "motcua.cli.catalogue:import_procedures",
        Needs.DATABASE,
        (Argument("file", "TỆP", type=Path), Argument("--dry-run", is_flag=True), SHEET, JSON),
    ),
    Command(
        "bench",
        "đo hiệu năng, ghi vào benchmarks/RESULTS.md; không có tên thì liệt kê",
        "motcua.cli.bench:bench",
        Needs.NOTHING,
        (
            Argument("name", "TÊN", default="", is_optional=True),
            Argument("--dossiers", "SỐ", type=count),
            Argument("--kills", "SỐ", type=count),
            Argument("--requests", "SỐ", type=count),
            JSON,
        ),
    ),
    Command(
        "laws import",
        "nạp văn bản pháp luật từ .tar.xz, thư mục, .md, .txt, .docx",
        "motcua.cli.laws:import_path",
        Needs.DATABASE,
        (
            Argument("path", "ĐƯỜNG_DẪN", type=Path),
            Argument("--as-of", "NĂM-THÁNG-NGÀY", type=date.fromisoformat),
            JSON,
        ),
    ),
    Command(
        "laws stale",
        "thủ tục, mẫu dựa trên văn bản đã hết hiệu lực",
        "motcua.cli.laws:stale_bases",
        Needs.DATABASE,
        (Argument("--on", "NĂM-THÁNG-NGÀY", type=date.fromisoformat), SHEET, JSON),
    ),
    Command(
        "agencies identify",
        "đặt mã định danh điện tử của một cơ quan, thay mã trình diễn",
        "motcua.cli.agencies:identify",
        Needs.DATABASE,
        (
            Argument("agency", "CƠ_QUAN"),
            Argument("code", "MÃ"),
            Argument("--since", "NĂM-THÁNG-NGÀY", type=date.fromisoformat),
            Argument("--sure", is_flag=True),
        ),
    ),
    Command(
        "agencies take-over",
        "xem trước, hoặc chuyển, hồ sơ đang giải quyết sang cơ quan kế thừa",
        "motcua.cli.agencies:take_over_dossiers",
        Needs.DATABASE,
        (Argument("predecessor", "CŨ"), Argument("successor", "MỚI"), Argument("--apply", is_flag=True)),
    ),
    Command(
        "agencies end",
        "ghi ngày thôi dùng một cơ quan, hoặc một đơn vị, một vị trí của nó, theo một quyết định",
        "motcua.cli.agencies:end",
        Needs.DATABASE,
        (
            Argument("path", "CƠ_QUAN[/ĐƠN_VỊ[/VỊ_TRÍ]]"),
            Argument("--on", "NĂM-THÁNG-NGÀY", type=date.fromisoformat),
            Argument("--basis", "CĂN_CỨ", default=""),
            Argument("--with-units", is_flag=True),
        ),
    ),
    Command("boards recount", "đếm lại số việc trên bảng theo dõi", "motcua.cli.boards:recount_boards", Needs.DATABASE),
    Command(
        "figures recount",
        "đếm lại mọi số liệu đo từ hồ sơ, nêu từng chỗ lệch",
        "motcua.indicators.commands:recount_figures",
        Needs.DATABASE,
        (Argument("--check", is_flag=True),),
    ),
    Command(
        "search",
        "tìm thủ tục, pháp luật",
        "motcua.cli.finding:search",
        Needs.DATABASE,
        (
            Argument("text", "LỜI"),
            Argument("--kind", "procedure|law", choices=("procedure", "law"), default=""),
            Argument("--limit", "1-50", type=int, choices=range(1, 51), default=10),
            JSON,
        ),
    ),
    Command(
        "administrators admit",
        "mở tài khoản quản trị đầu tiên, hoặc lấy lại quyền quản trị",
        "motcua.cli.administrators:admit",
        Needs.KEPT,
        (
            Argument("email", "EMAIL"),
            Argument("--name", "HỌ_TÊN", default=""),
            Argument("--post", "VỊ_TRÍ", default=""),
        ),
    ),
    Command(
        "keys make",
        "lập khóa ký của bản trình diễn, hoặc ghi nhận khóa của phiên bản trước",
        "motcua.cli.keys:make",
        Needs.DATABASE,
    ),
    Command(
        "keys bring",
        "nhập khóa ký của một cơ quan, hoặc của cán bộ cho một vị trí: tệp PKCS#12, hoặc pkcs11:token=…;object=…",
        "motcua.cli.keys:bring",
        Needs.DATABASE,
        (
            Argument("key", "KHÓA"),
            Argument("whose", "CƠ_QUAN[/PHÒNG/VỊ_TRÍ]"),
            Argument("--account", "EMAIL", default=""),
            Argument("--since", "NĂM-THÁNG-NGÀY", type=date.fromisoformat),
            Argument("--until", "NĂM-THÁNG-NGÀY", type=date.fromisoformat),
            Argument("--roots", "TỆP.pem", type=Path),
        ),
    ),
    Command(
        "keys end",
        "thôi dùng một khóa ký từ hôm nay, hoặc từ một ngày khác",
        "motcua.cli.keys:end",
        Needs.DATABASE,
        (Argument("mark", "DẤU"), Argument("--on", "NĂM-THÁNG-NGÀY", type=date.fromisoformat)),
    ),
    Command(
        "keys revoke",
        "thu hồi một chứng thư số: chữ ký không có dấu thời gian trước lúc ấy thì không còn giá trị",
        "motcua.cli.keys:revoke",
        Needs.DATABASE,
        (
            Argument("what", "DẤU|TỆP.pem"),
            Argument("--reason", "|".join(REVOKED_FOR), choices=REVOKED_FOR, default=REVOKED_FOR[0]),
            Argument("--since", "NĂM-THÁNG-NGÀYTGIỜ:PHÚT", type=moment),
        ),
    ),
    Command(
        "keys crl",
        "lập danh sách chứng thư bị thu hồi của tổ chức chứng thực của chính nền tảng, để mọi người tải về",
        "motcua.cli.keys:list_revoked",
        Needs.DATABASE,
    ),
    Command(
        "keys push",
        "lập khóa để gửi thông báo tới trình duyệt (Web Push), nếu chưa có",
        "motcua.cli.keys:push",
        Needs.FOLDER,
    ),
    Command(
        "keys list",
        "các khóa ký đang biết, của ai, có đọc được ở máy này không",
        "motcua.cli.keys:show",
        Needs.DATABASE,
        (JSON,),
    ),
    Command(
        "files send",
        "chép mọi tệp từ nơi đang giữ (FILES_STORE) tới một thư mục hoặc s3://…, đọc lại từng tệp",
        "motcua.cli.moving:send",
        Needs.KEPT,
        (FILES_PLACE,),
    ),
    Command(
        "files bring",
        "chép mọi tệp từ một thư mục hoặc s3://… về nơi đang giữ (FILES_STORE), đọc lại từng tệp",
        "motcua.cli.moving:bring",
        Needs.KEPT,
        (FILES_PLACE,),
    ),
    Command(
        "access report",
        "ai được làm gì, tính đến hôm nay hoặc một ngày khác",
        "motcua.cli.access:report",
        Needs.DATABASE,
        (Argument("--on", "NĂM-THÁNG-NGÀY", type=date.fromisoformat), JSON),
    ),
    Command(
        "sbom",
        "danh mục thành phần phần mềm (CycloneDX) của các thư viện đã cài",
        "motcua.cli.sbom:sbom",
        Needs.NOTHING,
        (Argument("file", "TỆP", type=Path, is_optional=True),),
    ),
    Command(
        "bundle",
        "ghi một gói cài được trên máy không có mạng: mã nguồn, mọi thư viện đã khóa, mã băm, danh mục thành phần",
        "motcua.cli.bundling:bundle",
        Needs.NOTHING,
        (
            Argument("file", "TỆP.tar.gz", type=folder),
            Argument("--python", "3.11,3.12,3.13", type=versions, default=versions("3.11,3.12,3.13")),
        ),
    ),
    Command(
        "audit verify",
        "kiểm chứng nhật ký không bị sửa, không bị cắt",
        "motcua.cli.commands:verify_journal",
        Needs.KEPT,
        (Argument("--known", "SỐ:MÃ_BĂM", default=""), JSON),
    ),
    Command(
        "retention",
        "in ra những gì đang giữ, giữ bao lâu, vì sao",
        "motcua.cli.retention:print_retention",
        Needs.DATABASE,
        (JSON,),
    ),
    Command(
        "backup",
        "sao lưu cơ sở dữ liệu và tệp; với --keep: vào thư mục con theo ngày, giữ bấy nhiêu bản mới nhất",
        "motcua.cli.backups:backup",
        Needs.KEPT,
        (FOLDER, Argument("--keep", "SỐ", type=count)),
    ),
    Command(
        "backup check",
        "bản sao lưu có còn nguyên vẹn không",
        "motcua.cli.backups:check",
        Needs.FOLDER,
        (FOLDER, BACKUP_KEY, BACKUP_KNOWN, BACKUP_SIGNER),
    ),
    Command(
        "backup rehearse",
        "tập phục hồi bản mới nhất vào một cơ sở dữ liệu tạm, so số dòng, nhật ký, tệp, rồi xóa",
        "motcua.cli.rehearsing:rehearse",
        Needs.KEPT,
        (FOLDER, BACKUP_KEY, BACKUP_SIGNER),
    ),
    Command(
        "backup plain",
        "ghi cơ sở dữ liệu của một bản sao lưu thành SQL mà psql của mọi PostgreSQL từ 15 đọc được",
        "motcua.cli.rehearsing:plain",
        Needs.KEPT,
        (FOLDER, Argument("file", "TỆP.sql", type=folder), BACKUP_KEY, BACKUP_SIGNER, BACKUP_KNOWN),
    ),
    Command(
        "backup key",
        "lập khóa cho bản sao lưu: nửa riêng vào tệp, nửa công khai cho BACKUP_KEYS",
        "motcua.cli.backups:new_key",
        Needs.FOLDER,
        (Argument("file", "TỆP", type=folder),),
    ),
    Command(
        "restore",
        "phục hồi từ bản sao lưu vào nơi còn trống, hoặc thay cơ sở dữ liệu đang có",
        "motcua.cli.backups:restore",
        Needs.KEPT,
        (
            FOLDER,
            BACKUP_KEY,
            BACKUP_KNOWN,
            BACKUP_SIGNER,
            Argument("--unproven", is_flag=True),
            Argument("--replace", is_flag=True),
        ),
    ),
    Benchmark(
        "safety", "lượt gửi độc hại tới mọi địa chỉ, mọi vai; và ai thấy dữ liệu của ai, cả trong tệp PDF, bảng tính"
    ),
    Benchmark("due_dates", "số hạn trả kết quả tính được mỗi giây, so với pandas"),
    Benchmark("submission", "nộp hồ sơ trực tuyến, so với ghi thẳng các dòng đó bằng SQL"),
    Benchmark("pages", "trang của cán bộ với 2.000 và 100.000 hồ sơ, 200 người đăng nhập cùng lúc"),
    Benchmark("figures", "trang số liệu, điều hành với 100.000 và 5.000.000 hồ sơ của năm năm"),
    Benchmark("published", "số liệu công khai, đếm lại bằng SQL riêng từ chính các hồ sơ"),
    Benchmark("search", "tìm kiếm trên toàn bộ thủ tục và pháp luật thật: đúng và nhanh đến đâu"),
    Benchmark("kills", "giết máy chủ web, tiến trình nền, PostgreSQL khi có người nộp: không mất, không trùng"),
    Benchmark("failover", "mất từng máy của nhiều máy khi có người nộp: ngừng bao lâu, có mất, có trùng không"),
    Benchmark("slow_line", "trang công khai trên đường truyền 2G: bao lâu thì thấy chữ, bao nhiêu byte"),
    Benchmark("nodes", "một, hai, ba máy web bên một cơ sở dữ liệu: mỗi giây được bao nhiêu, và cái gì giữ lại"),
    Benchmark("public", "trang công khai: thời gian, số truy vấn, số byte"),
)
