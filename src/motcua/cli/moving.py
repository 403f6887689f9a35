"""Moves the files of an installation between a folder and an object store.

People may work meanwhile: everything is copied, then the setting is changed, then what came meanwhile is brought.
"""

from pathlib import Path

from motcua.kernel import carrying
from motcua.kernel.storing import FolderStorage, Keeping, keeping
from motcua.kernel.terminal import Trouble, say


def send(*, place: str) -> int:
    """Copy what the register knows from where files lie to another place; 1 when something is missing."""
    return _carry(keeping(), carrying.place(place))


def bring(*, place: str) -> int:
    """Copy what the register knows from another place to where files lie; 1 when something is missing."""
    source = carrying.place(place)
    if isinstance(source, FolderStorage) and not Path(source.place).is_dir():
        raise Trouble(f"Không có thư mục {source.place}. Nêu nơi giữ tệp trước đây.")
    return _carry(source, keeping())


def _carry(source: Keeping, target: Keeping) -> int:
    if source.place == target.place:
        raise Trouble(f"{source.place} chính là nơi đang giữ tệp (FILES_STORE).")
    done = carrying.carry(source, target, tells=_tell)
    _tell(done)
    for path in done.missing[:20]:
        say(f"  không có, hoặc đã hỏng: {path}")
    if done.missing:
        say(f"CHƯA đủ: thiếu {len(done.missing)} tệp mà cơ sở dữ liệu nêu. Chép chúng vào rồi chạy lại.")
        return 1
    say(f"Đủ ở {target.place}: mọi tệp mà cơ sở dữ liệu nêu, từng tệp đọc lại đúng mã băm. Nơi cũ còn nguyên.")
    return 0


def _tell(done: carrying.Carried) -> None:
    say(f"Đã chép {done.brought}, đã có {done.already}, thiếu {len(done.missing)}.")
