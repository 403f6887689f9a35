"""Why a file cannot be used, in words for the person at the terminal: the system says it in English."""

import errno

_REASONS = {
    errno.ENOENT: "không có tệp hay thư mục này",
    errno.EEXIST: "đã có rồi",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không được phép",
    errno.EISDIR: "là một thư mục",
    errno.ENOTDIR: "không phải là thư mục",
    errno.ENOSPC: "hết chỗ trên đĩa",
    errno.EROFS: "chỉ đọc được, không ghi được",
}


def reason(error: OSError) -> str:
    """What is wrong with the file that an error names; the system's own words where there are no others."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))
