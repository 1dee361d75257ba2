"""What officers get wrong: each mistake has its sentence and exit code, and nothing of it reaches the database."""

from __future__ import annotations

import sqlite3
import tempfile
import unicodedata
from pathlib import Path

import pytest

from ntm.service.demonstration.demo import Demonstration
from tests.command import Ntm, as_nobody

GOOD = "Xuân Dương,6.2,2024-06-30,đạt\n"
HEAD = "unit,item,on,value\n"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTM_ON", "2024-06-30")


def statements(path: Path) -> int:
    """How many statements the database holds."""
    connection = sqlite3.connect(path)
    try:
        [(count,)] = connection.execute("select count(*) from statement")
    finally:
        connection.close()
    return int(count)


def test_a_command_that_is_wrong_says_what_and_changes_nothing(demo_here: Path, ntm: Ntm) -> None:
    before = statements(demo_here)
    told = [(arguments, ntm(*arguments)) for arguments, _code, _words in WRONG]
    assert statements(demo_here) == before
    missed = [
        (arguments, ran.code, ran.err)
        for (arguments, ran), (_same, code, words) in zip(told, WRONG, strict=True)
        if ran.code != code or words not in ran.err or len(ran.err.strip().splitlines()) > 1
    ]
    assert missed == []


def setting(item: str, *value: str) -> tuple[str, ...]:
    return ("status", "set", "Xuân Dương", item, *value)


WRONG: list[tuple[tuple[str, ...], int, str]] = [
    # names
    (("score", "Không Có Đâu"), 3, "Không có đơn vị “Không Có Đâu”"),
    (("score", "Hòa Bình"), 3, "Có 4 đơn vị tên “Hòa Bình” ngày 30/6/2024"),
    (("score", "Xuân Dương", "--criteria", "bo-khong-co"), 2, "Không có bộ tiêu chí “bo-khong-co”. Có: "),
    (("explain", "Xuân Dương", "99.9"), 3, "không có mục “99.9”"),
    (setting("99.9", "5"), 3, "không có mục “99.9”"),
    (("what-if", "Xuân Dương", "--threshold", "10.1=>>5"), 3, "“>>5” không phải là số"),
    # numbers
    (setting("10.1", "1.234"), 3, "“1.234” có thể hiểu là 1234 hoặc 1,234"),
    (setting("10.1", "1,234"), 3, "“1,234” có thể hiểu là 1234 hoặc 1,234"),
    (setting("10.1", "1.23.4"), 3, "không rõ dấu nào là dấu thập phân"),
    (setting("10.1", "NaN"), 3, "“NaN” không phải là số"),
    (setting("10.1", "inf"), 3, "“inf” không phải là số"),
    (setting("10.1", "1e5"), 3, "“1e5” không phải là số"),
    (setting("10.1", "99999999999999999999999"), 3, "lớn quá mức cho phép"),
    (setting("10.1", "1,1234567"), 3, "quá 6 chữ số thập phân"),
    (setting("17.1", "101"), 3, "101 lớn hơn mức cao nhất có thể là 100"),
    (setting("17.1", "--", "-5"), 3, "số không thể âm"),
    # counts
    (setting("17.1", "--", "-5/100"), 3, "số không thể âm"),
    (setting("17.1", "101/100"), 3, "101 lớn hơn 100"),
    (setting("17.1", "5/0"), 3, "số đếm ở mẫu bằng 0"),
    # not applicable, and words
    (setting("10.1", "không áp dụng"), 3, "không cho phép “không áp dụng”"),
    (setting("10.1", "tốt"), 3, "“tốt” không phải là số"),
    # days
    (setting("10.1", "5", "--on", "2024-02-30"), 2, "Không có ngày 30/2/2024"),
    (setting("10.1", "5", "--on", "mai"), 2, "“mai” không phải là ngày"),
    (setting("10.1", "5", "--on", "2999-01-01"), 3, "Ngày 01/01/2999 chưa đến"),
    (setting("10.1", "5", "--on", "1900-01-01"), 3, "Ngày 01/01/1900 chưa có bộ tiêu chí nào"),
    (("score", "Lộc Bình", "--on", "2025-12-31", "--criteria", "xa-ntm-2026-2030"), 3, "47 chỉ tiêu chưa được nhập"),
    (("score", "Ái Quốc", "--on", "2025-12-31"), 3, "Ngày 31/12/2025 không có đơn vị “Ái Quốc”"),
    (("score", "Xuân Dương", "--as-known-at", "hôm qua"), 2, "“hôm qua” không phải là thời điểm"),
    # files and databases
    (("status", "import", "khong-co.csv"), 3, "Không mở được tệp khong-co.csv: không có tệp hay thư mục này"),
    (("score", "Xuân Dương", "--snapshot", "khong-co.json"), 3, "không có tệp hay thư mục này"),
    (("report", "commune", "Xuân Dương", "-o", "khong/co/x.pdf"), 3, "Không ghi được khong/co/x.pdf"),
    (("report", "verify", "khong-co.pdf"), 3, "Không đọc được khong-co.pdf"),
    (("--database", "mysql://x/y", "score", "Xuân Dương"), 2, "chỉ dùng sqlite hoặc postgresql"),
]  # fmt: skip


def encoded(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def test_a_file_that_is_wrong_names_every_cell_and_imports_nothing(demo_here: Path, ntm: Ntm) -> None:
    before = statements(demo_here)
    missed = []
    for content, places in FILES:
        Path("tep.csv").write_bytes(content)
        ran = ntm("status", "import", "tep.csv")
        if ran.code != 3 or any(words not in ran.err for words in places):
            missed.append((content, places, ran.code, ran.err))
    assert missed == []
    assert statements(demo_here) == before


FILES: list[tuple[bytes, list[str]]] = [
    (
        encoded(
            HEAD + GOOD + "Xuân Dương,99.9,2024-06-30,1\nKhông có,6.2,2024-06-30,đạt\n"
            "Xuân Dương,17.1,2024-06-30,120\nXuân Dương,6.2,2024-06-30,chưa đạt\nXuân Dương,10.1,31/02/2024,1\n"
        ),
        [
            "không nhập dòng nào, 5 chỗ phải sửa",
            "dòng 3, cột B: Bộ tiêu chí xa-ntm-2021-2025 không có mục “99.9”",
            "dòng 4, cột A: Không có đơn vị “Không có”",
            "dòng 5, cột D: 17.1: 120 lớn hơn mức cao nhất có thể là 100",
            "dòng 6, cột D: khác với dòng 2 của cùng đơn vị, mục và ngày",
            "dòng 7, cột C: Không có ngày 31/2/2024",
        ],
    ),
    (
        encoded("unit,item,on,value,numerator,denominator\nXuân Dương,17.1,2024-06-30,50,60,100\n"),
        ["dòng 2, cột D: 17.1: 50 không khớp 60/100"],
    ),
    (encoded(HEAD.replace(",", "|") + GOOD.replace(",", "|")), ["phân cách bằng dấu phẩy, chấm phẩy hoặc tab"]),
    (encoded("unit,item,on\nXuân Dương,6.2,2024-06-30\n"), ["dòng 1: thiếu cột value"]),
    (encoded(HEAD) + b"Xu\xe2n D\xfd\xbang,6.2,2024-06-30,1\n", ["dòng 2: tệp không phải UTF-8"]),
    (encoded(HEAD + "=1+1,6.2,2024-06-30,đạt\n"), ["dòng 2, cột A: Không có đơn vị “=1+1”"]),
    (encoded(HEAD + "Xuân Dương,10.1,2024-06-30,1.234\n"), ["dòng 2, cột D: 10.1: “1.234” có thể hiểu là"]),
    (b"PK\x03\x04rubbish", ["không đọc được như một tệp xlsx"]),
    (b"", ["tệp trống"]),
]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        encoded("\ufeff" + HEAD + GOOD),
        encoded((HEAD + GOOD).replace(",", ";")),
        encoded((HEAD + GOOD).replace(",", "\t")),
        encoded(HEAD + GOOD, "utf-16"),
        encoded(unicodedata.normalize("NFD", HEAD + GOOD)),
        encoded((HEAD + GOOD).replace("\n", "\r\n")),
    ],
    ids=["bom", "semicolons", "tabs", "utf-16", "nfd", "crlf"],
)
def test_the_forms_that_programs_save_are_read(demo_here: Path, ntm: Ntm, content: bytes) -> None:
    before = statements(demo_here)
    Path("tep.csv").write_bytes(content)
    assert ntm("status", "import", "tep.csv").code == 0
    assert statements(demo_here) == before + 1


@pytest.mark.parametrize(
    ("text", "read"), [("46,5", "46,5"), ("46.5", "46,5"), ("1.234,5", "1.234,5"), ("1,234.5", "1.234,5")]
)
def test_numbers_are_read_as_they_are_written_here_or_abroad(
    demo_here: Path, ntm: Ntm, text: str, read: str
) -> None:
    ran = ntm("status", "set", "Xuân Dương", "10.1", text)
    assert (ran.code, f"→ {read}." in ran.out) == (0, True)


def test_a_database_of_a_newer_version_is_left_alone(demo_here: Path, ntm: Ntm) -> None:
    connection = sqlite3.connect(demo_here)
    connection.execute("update alembic_version set version_num = '9999'")
    connection.commit()
    connection.close()
    held = demo_here.read_bytes()
    for arguments in (("score", "Xuân Dương"), ("init",), setting("10.1", "5")):
        ran = ntm(*arguments)
        assert (ran.code, "do phiên bản ntm mới hơn tạo ra" in ran.err) == (3, True)
    assert demo_here.read_bytes() == held


def test_a_file_that_is_no_database_is_refused(here: Path, ntm: Ntm) -> None:
    Path("ntm.db").write_text(HEAD + GOOD, encoding="utf-8")
    ran = ntm("score", "Xuân Dương")
    assert (ran.code, "không phải là cơ sở dữ liệu của ntm" in ran.err) == (3, True)


def test_a_disk_that_may_only_be_read_is_named(demonstration: Demonstration, ntm: Ntm) -> None:
    with tempfile.TemporaryDirectory(prefix="ntm-") as name:
        path = Path(name) / "ntm.db"
        path.write_bytes(demonstration.database.read_bytes())
        path.chmod(0o444)
        Path(name).chmod(0o555)
        with as_nobody():
            told = [
                ntm("--database", str(path), *arguments) for arguments in (("init",), setting("10.1", "5"))
            ]
        Path(name).chmod(0o755)
        assert statements(path) == demonstration.statements
    for ran in told:
        assert (ran.code, "chỉ cho đọc" in ran.err) == (3, True)


def test_a_full_disk_leaves_no_half_written_paper(demo_here: Path, ntm: Ntm) -> None:
    """/dev/full is a disk on which nothing more can be written."""
    ran = ntm("report", "commune", "Xuân Dương", "-o", "/dev/full")
    assert (ran.code, "ổ đĩa đã đầy" in ran.err) == (3, True)
