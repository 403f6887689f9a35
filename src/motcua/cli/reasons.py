"""Why the system does not do something, in words for the person at the terminal: it says it in English."""

import errno
import socket

_REASONS = {
    errno.ENOENT: "không có tệp hay thư mục này",
    errno.EEXIST: "đã có rồi",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không được phép",
    errno.EISDIR: "là một thư mục",
    errno.ENOTDIR: "không phải là thư mục",
    errno.ENOTEMPTY: "thư mục không trống",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ELOOP: "liên kết dẫn vòng quanh",
    errno.EINVAL: "tên hay giá trị không hợp lệ",
    errno.ENOSPC: "hết chỗ trên đĩa",
    errno.EDQUOT: "hết phần đĩa được dùng",
    errno.EFBIG: "tệp quá lớn",
    errno.EROFS: "chỉ đọc được, không ghi được",
    errno.EBUSY: "đang được dùng",
    errno.ETXTBSY: "đang được chạy",
    errno.EXDEV: "ở một đĩa khác",
    errno.EIO: "đĩa đọc, ghi lỗi",
    errno.ENXIO: "không có thiết bị này",
    errno.ENODEV: "không có thiết bị này",
    errno.ESTALE: "thư mục chung đã thay đổi hoặc bị ngắt",
    errno.EMFILE: "mở quá nhiều tệp",
    errno.ENFILE: "máy mở quá nhiều tệp",
    errno.ENOMEM: "hết bộ nhớ",
    errno.EAGAIN: "máy đang bận, thử lại",
    errno.EPIPE: "bên nhận đã dừng",
    errno.EADDRINUSE: "địa chỉ, cổng đang được dùng",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ ấy",
    errno.ECONNREFUSED: "bên kia không nhận kết nối",
    errno.ECONNRESET: "bên kia ngắt kết nối",
    errno.ETIMEDOUT: "chờ quá lâu không có trả lời",
    errno.ENETUNREACH: "không có mạng tới đó",
    errno.EHOSTUNREACH: "không tới được máy ấy",
    socket.EAI_NONAME: "không có máy mang tên này",
    socket.EAI_AGAIN: "chưa hỏi được tên máy này, thử lại",
}


def reason(error: OSError) -> str:
    """What the system could not do; its own words, said to be such, where there are no others."""
    if isinstance(error, TimeoutError):
        return _REASONS[errno.ETIMEDOUT]
    own = error.strerror or str(error)
    return _REASONS.get(error.errno or 0, f"hệ điều hành báo «{own}»")
