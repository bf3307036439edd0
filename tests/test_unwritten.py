"""What cannot be written is told by its cause, and nothing half-written stays."""

import errno
import os
from pathlib import Path

import pytest

from soctrang_analysis import PlanError, facts
from soctrang_analysis.output.files import write_file
from soctrang_analysis.output.generation import FileSet, write_sets
from soctrang_analysis.output.spoken import spoken

# Number of the error -> what is found, and what to do, in both languages.
TOLD = {
    errno.ENOSPC: ("a full disk", "make room on the disk", "ổ đĩa đã đầy",
                   "giải phóng dung lượng ổ đĩa"),
    errno.EDQUOT: ("a full disk", "make room on the disk", "ổ đĩa đã đầy",
                   "giải phóng dung lượng ổ đĩa"),
    errno.EACCES: ("no right to write, or a file open in another program",
                   "close the files in other programs; if none is open, choose",
                   "không có quyền ghi, hoặc tệp đang mở",
                   "đóng các tệp đang mở trong chương trình khác; nếu không có"),
    errno.EPERM: ("no right to write", "choose a folder you may write to",
                  "không có quyền ghi", "chọn thư mục được phép ghi"),
    errno.EBUSY: ("in use", "close the files", "đang được sử dụng", "đóng các tệp"),
    errno.EROFS: ("a disk that can only be read", "choose a folder on another disk",
                  "ổ đĩa chỉ cho phép đọc", "chọn thư mục ở ổ đĩa khác"),
    errno.ENAMETOOLONG: ("a name or path that is too long", "a shorter path",
                         "tên hoặc đường dẫn quá dài", "đường dẫn ngắn hơn"),
    errno.ENOTDIR: ("a file where a folder is needed", "choose another folder",
                    "một tệp ở chỗ cần có thư mục", "chọn thư mục khác"),
    errno.EISDIR: ("a folder where a file is to stand", "take the folder away",
                   "một thư mục ở chỗ cần ghi tệp", "chuyển thư mục đó đi"),
    errno.EIO: ("the system's error: broken", "try again, or choose another",
                "lỗi của hệ điều hành: broken", "thử lại, hoặc chọn thư mục khác"),
}  # fmt: skip


def failing(code, left=0):
    """A function that writes half, or nothing, and fails from its call `left` on."""
    calls = [left]

    def fail(self, data, *_, **__):
        calls[0] -= 1
        half = data[: len(data) // 2]
        with open(self, "wb") as file:  # noqa: PTH123 - Path's own are replaced
            whole = half if calls[0] < 0 else data
            file.write(whole.encode() if isinstance(whole, str) else whole)
        if calls[0] < 0:
            raise OSError(code, "broken")

    return fail


def check(error, code):
    found, do, found_vi, do_vi = TOLD[code]
    assert found in error.found
    assert do in error.do
    vietnamese = spoken(error, "vi")
    assert found_vi in vietnamese
    assert do_vi in vietnamese
    opened = code in (errno.EACCES, errno.EPERM, errno.EBUSY)
    assert ("close the files" in error.do) == opened


def sets(tmp_path, text):
    files = {"a.csv": text, "b.csv": text}
    folders = (tmp_path / "made" / "tables", tmp_path / "old" / "figures")
    return {folder: FileSet(folder.name, "X", files) for folder in folders}


def everything(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize("code", TOLD, ids=errno.errorcode.get)
@pytest.mark.parametrize("left", [0, 1, 4])
def test_a_folder_that_cannot_be_filled_says_why_and_leaves_nothing(
    code, left, tmp_path, monkeypatch
):
    (tmp_path / "old").mkdir()
    monkeypatch.setattr(Path, "write_bytes", failing(code, left))
    with pytest.raises(PlanError, match="expected a folder that can be") as raised:
        write_sets(sets(tmp_path, b"123456"))
    check(raised.value, code)
    assert raised.value.where == str(tmp_path / "made/tables")
    assert everything(tmp_path) == {"old"}


@pytest.mark.parametrize("code", TOLD, ids=errno.errorcode.get)
@pytest.mark.parametrize("left", [0, 1])
def test_a_swap_that_cannot_be_marked_says_why_and_leaves_what_was(
    code, left, tmp_path, monkeypatch
):
    write_sets(sets(tmp_path, b"old"))
    before = everything(tmp_path)
    monkeypatch.setattr(Path, "write_text", failing(code, left))
    with pytest.raises(PlanError, match="expected files that can be") as raised:
        write_sets(sets(tmp_path, b"new"))
    check(raised.value, code)
    assert everything(tmp_path) == before
    assert (tmp_path / "made/tables/a.csv").read_bytes() == b"old"


@pytest.mark.parametrize("code", TOLD, ids=errno.errorcode.get)
@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_folders_that_cannot_be_swapped_are_as_if_never_begun(
    code, k, tmp_path, monkeypatch
):
    calls, real = [], os.rename

    def rename(*given):
        calls.append(given)
        if len(calls) == k:
            raise OSError(code, "broken", str(given[0]))
        real(*given)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(PlanError, match="expected files that can be") as raised:
        write_sets(sets(tmp_path, b"new"))
    check(raised.value, code)
    assert everything(tmp_path) == set()


@pytest.mark.parametrize("code", TOLD, ids=errno.errorcode.get)
def test_a_file_that_cannot_be_written_or_replaced_says_why(
    code, tmp_path, monkeypatch
):
    path = tmp_path / "made" / "a.xlsx"
    with monkeypatch.context() as broken:
        broken.setattr(Path, "write_bytes", failing(code))
        with pytest.raises(PlanError, match="expected a folder that can") as raised:
            write_file(b"new", path)
    check(raised.value, code)

    def replace(first, second):
        raise OSError(code, "broken", str(first), None, str(second))

    for old in (None, b"old"):
        if old:
            path.parent.mkdir()
            path.write_bytes(old)
        with monkeypatch.context() as broken:
            broken.setattr(os, "replace", replace)
            with pytest.raises(PlanError, match="files that can be") as raised:
                write_file(b"new", path)
        check(raised.value, code)
        assert everything(tmp_path) == ({"made", "made/a.xlsx"} if old else set())
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(os.name == "nt", reason="Windows has other numbers for these")
def test_real_causes_are_told(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "a.xlsx").mkdir()
    for path, found in (
        (tmp_path / "file" / "a.xlsx", "a file where a folder is needed"),
        (tmp_path / "a.xlsx", "a folder where a file is to stand"),
        (tmp_path / ("x" * 300) / "a.xlsx", "a name or path that is too long"),
    ):
        with pytest.raises(PlanError, match=found):
            write_file(b"new", path)
    for out in (tmp_path / "file" / "out", tmp_path / ("x" * 300)):
        with pytest.raises(PlanError, match=r"a file where a folder|is too long"):
            write_sets({out: FileSet("parse", "X", {"a.csv": b"1"})})
    assert everything(tmp_path) == {"file", "a.xlsx"}


def test_each_cause_has_its_words_in_vietnamese():
    known = facts.column("words/errors", "vi")
    for row in facts.rows("words/write_faults"):
        assert row["found"].replace("{text}", "{}") in known
        assert row["do"] in known
        assert row["errno"] == "other" or hasattr(errno, row["errno"])
