"""What a node cannot do for reasons of its own: it says so, and says nothing about the thing that it was asked for."""

from motcua.kernel.speech import gettext_noop

# For who asked; who operates the node reads the reason in its log.
SAID = gettext_noop(
    "Máy chủ tạm không đọc được dữ liệu cần cho việc này. Điều đó không nói gì về giấy tờ, hồ sơ của bạn; những gì đã"
    " lưu vẫn còn. Thử lại sau ít phút."
)
# Seconds after which they may ask again.
RETRY_AFTER = "60"


class Unavailable(Exception):
    """Something this node works with cannot be reached or read; asked again later, or another node, it may answer.

    `part` names it for who operates the node: files, keys, search. Nothing was decided and nothing was written. `said`
    is for who asked; `told` for who operates it, whole sentences with what to do, where there are any.
    """

    def __init__(self, part: str, why: object, *, said: str = SAID, told: str = "") -> None:
        super().__init__(f"{part}: {why}")
        self.part, self.said, self.told = part, said, told
