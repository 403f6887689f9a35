"""What this room brings to the whole."""

from motcua.kernel.manifests import Manifest, PackFolder, Words
from motcua.kernel.speech import gettext_noop

MANIFEST: Manifest = (
    PackFolder("laws"),
    Words(
        "law_status",
        {
            "NOT_YET": gettext_noop("Chưa có hiệu lực"),
            "IN_FORCE": gettext_noop("Còn hiệu lực"),
            "PARTLY_EXPIRED": gettext_noop("Hết hiệu lực một phần"),
            "EXPIRED": gettext_noop("Hết hiệu lực toàn bộ"),
            "SUSPENDED": gettext_noop("Ngưng hiệu lực"),
            "PARTLY_SUSPENDED": gettext_noop("Ngưng hiệu lực một phần"),
            "OBSOLETE": gettext_noop("Không còn phù hợp"),
            "UNKNOWN": gettext_noop("Chưa rõ"),
        },
    ),
    Words(
        "certainty",
        {
            "TEXT": gettext_noop("đọc trong văn bản"),
            "CODIFIED": gettext_noop("đọc trong Bộ pháp điển"),
            "SECONDARY": gettext_noop("nguồn khác kể lại"),
        },
    ),
    Words(
        "document_fact",
        {
            "title": gettext_noop("tên"),
            "issuer": gettext_noop("cơ quan ban hành"),
            "issued": gettext_noop("ngày ban hành"),
            "in_effect": gettext_noop("ngày có hiệu lực"),
            "articles": gettext_noop("tên các điều"),
            "ends": gettext_noop("ngày hết hiệu lực"),
            "in_force": gettext_noop("còn hiệu lực"),
        },
    ),
    Words(
        "document_kind",
        {
            "CONSTITUTION": gettext_noop("Hiến pháp"),
            "CODE": gettext_noop("Bộ luật"),
            "LAW": gettext_noop("Luật"),
            "ORDINANCE": gettext_noop("Pháp lệnh"),
            "ORDER": gettext_noop("Lệnh"),
            "RESOLUTION": gettext_noop("Nghị quyết"),
            "DECREE": gettext_noop("Nghị định"),
            "DECISION": gettext_noop("Quyết định"),
            "JOINT_CIRCULAR": gettext_noop("Thông tư liên tịch"),
            "CIRCULAR": gettext_noop("Thông tư"),
            "DIRECTIVE": gettext_noop("Chỉ thị"),
            "OTHER": gettext_noop("Văn bản khác"),
        },
    ),
    Words(
        "relation",
        {
            "AMENDS": gettext_noop("sửa đổi, bổ sung"),
            "CORRECTS": gettext_noop("đính chính"),
            "REPLACES": gettext_noop("thay thế"),
            "REPEALS": gettext_noop("bãi bỏ"),
            "REPEALS_PARTLY": gettext_noop("bãi bỏ một phần"),
            "SUSPENDS": gettext_noop("ngưng hiệu lực"),
            "SUSPENDS_PARTLY": gettext_noop("ngưng hiệu lực một phần"),
            "DETAILS": gettext_noop("quy định chi tiết"),
            "GUIDES": gettext_noop("hướng dẫn"),
            "CONSOLIDATES": gettext_noop("hợp nhất"),
            "REFERS": gettext_noop("dẫn chiếu"),
            "RESTS_ON": gettext_noop("căn cứ"),
            "EXPLAINS": gettext_noop("giải thích"),
            "ANNOUNCES": gettext_noop("công bố"),
        },
    ),
    Words(
        "relation_passive",
        {
            "AMENDS": gettext_noop("được sửa đổi, bổ sung bởi"),
            "CORRECTS": gettext_noop("được đính chính bởi"),
            "REPLACES": gettext_noop("bị thay thế bởi"),
            "REPEALS": gettext_noop("bị bãi bỏ bởi"),
            "REPEALS_PARTLY": gettext_noop("bị bãi bỏ một phần bởi"),
            "SUSPENDS": gettext_noop("bị ngưng hiệu lực bởi"),
            "SUSPENDS_PARTLY": gettext_noop("bị ngưng hiệu lực một phần bởi"),
            "DETAILS": gettext_noop("được quy định chi tiết bởi"),
            "GUIDES": gettext_noop("được hướng dẫn bởi"),
            "CONSOLIDATES": gettext_noop("được hợp nhất bởi"),
            "REFERS": gettext_noop("được dẫn chiếu bởi"),
            "RESTS_ON": gettext_noop("là căn cứ của"),
            "EXPLAINS": gettext_noop("được giải thích bởi"),
            "ANNOUNCES": gettext_noop("được công bố bởi"),
        },
    ),
)
