"""What this room brings to the whole."""

from motcua.kernel.lanes import Lane
from motcua.kernel.manifests import Argument, Command, FileReference, Job, Kept, Manifest, Needs, PackFolder, Words
from motcua.kernel.speech import gettext_noop

MANIFEST: Manifest = (
    PackFolder("opendata"),
    Words(
        "data_theme",
        {
            "GOVE": gettext_noop("Chính quyền và dịch vụ công"),
            "JUST": gettext_noop("Pháp luật"),
            "REGI": gettext_noop("Địa phương"),
            "SOCI": gettext_noop("Dân cư và xã hội"),
        },
    ),
    Words(
        "data_schedule",
        {
            "ON_CHANGE": gettext_noop("Khi có thay đổi"),
            "DAILY": gettext_noop("Hằng ngày"),
            "MONTHLY": gettext_noop("Hằng tháng"),
            "QUARTERLY": gettext_noop("Hằng quý"),
            "YEARLY": gettext_noop("Hằng năm"),
        },
    ),
    Words(
        "data_format",
        {
            "csv": gettext_noop("CSV (mở được bằng Excel)"),
            "json": gettext_noop("JSON"),
            "parquet": gettext_noop("Parquet"),
            "package": gettext_noop("Mô tả gói dữ liệu (Frictionless Data Package)"),
        },
    ),
    Words(
        "column_type",
        {
            "string": gettext_noop("chữ"),
            "integer": gettext_noop("số nguyên"),
            "number": gettext_noop("số"),
            "boolean": gettext_noop("đúng hoặc sai"),
            "date": gettext_noop("ngày"),
        },
    ),
    Words(
        "data_about",
        {
            "THINGS": gettext_noop("Không nói về người nào."),
            "COUNTS": gettext_noop("Đếm số người hoặc hồ sơ; nhóm quá nhỏ được gộp lại."),
            "RATES": gettext_noop("Tỷ lệ trên nhiều hồ sơ; nhóm quá nhỏ được bỏ ra."),
            "PERSONS": gettext_noop("Mỗi dòng là một hồ sơ đã được làm ẩn danh."),
        },
    ),
    # The whole of it takes its time: not beside what the day waits for.
    Job("release_datasets", cron="3-59/10 * * * *", runs="motcua.opendata.releasing:release_due", lane=Lane.FILES),
    Kept(
        "datasets",
        "opendata.dataset",
        beside=(
            "opendata.datasettheme",
            "opendata.columnschange",
            "opendata.release",
            "opendata.releasefile",
            "opendata.filepiece",
            "opendata.datarow",
        ),
    ),
    FileReference("opendata.filepiece.stored"),
    Command(
        "opendata release",
        gettext_noop("làm và phát hành ngay các bộ dữ liệu mở có gì mới"),
        "motcua.opendata.commands:release_now",
        Needs.DATABASE,
        (Argument("code", shown="MÃ", is_optional=True, default=""),),
    ),
)
