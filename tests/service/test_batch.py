"""Many papers at once: the same bytes as one by one, resumed where it stopped, one failure stopping nothing."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from ntm.service.papers.batch import RECORD
from ntm.service.papers.processes import processes
from tests.command import Ntm

ON = ("--on", "2024-06-30")
THREE = ("06607", "06610", "06613")  # two communes and a township, which no average counts
XUAN_DUONG = "06607-xuan-duong-2024-06-30.pdf"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_batch_writes_what_single_reports_write_and_twice_the_same(ntm: Ntm, demo_here: Path) -> None:
    ran = ntm("report", "batch", *THREE, *ON, "-o", "first", "--jobs", "2", "--zip", "first.zip")
    assert ran.code == 0, ran.err
    assert "Đã in 3 báo cáo, giữ nguyên 0" in ran.out
    ntm("report", "commune", "Xuân Dương", *ON, "-o", "one.pdf")
    first = contents(Path("first"))
    assert first[XUAN_DUONG] == Path("one.pdf").read_bytes()
    assert "Đạt 14/19 tiêu chí" in first["index.html"].decode()
    ntm("report", "batch", *THREE, *ON, "-o", "second", "--jobs", "1", "--zip", "second.zip")
    assert contents(Path("second")) == first
    assert Path("second.zip").read_bytes() == Path("first.zip").read_bytes()
    with zipfile.ZipFile("first.zip") as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            name: content for name, content in first.items() if name != f"{RECORD}.json"
        }


def test_an_interrupted_batch_goes_on_where_it_stopped(ntm: Ntm, demo_here: Path) -> None:
    ntm("report", "batch", *THREE[:2], *ON, "-o", "papers", "--jobs", "1")
    assert "Đã in 1 báo cáo, giữ nguyên 2" in ntm("report", "batch", *THREE, *ON, "-o", "papers").out
    Path("papers", XUAN_DUONG).write_bytes(b"cut off")
    assert "Đã in 1 báo cáo, giữ nguyên 2" in ntm("report", "batch", *THREE, *ON, "-o", "papers").out
    assert Path("papers", XUAN_DUONG).read_bytes().startswith(b"%PDF")


def test_a_batch_leaves_nothing_in_the_temporary_folder(
    ntm: Ntm, demo_here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    assert ntm("report", "batch", "06607", *ON, "-o", "papers", "--jobs", "1").code == 0
    assert list(folder.iterdir()) == []
    with processes(1, print) as pool:
        left = Path(pool.submit(tempfile.mkdtemp, "", "weasyprint-").result())
        assert left.is_relative_to(folder)
        with pytest.raises(BrokenProcessPool):
            pool.submit(os._exit, 1).result()
    assert list(folder.iterdir()) == [], "killed in the middle, too"


def test_new_data_prints_everything_anew(ntm: Ntm, demo_here: Path) -> None:
    ntm("report", "batch", "06607", *ON, "-o", "papers")
    assert ntm("status", "set", "06607", "10.1", "44", *ON).code == 0
    assert "Đã in 1 báo cáo, giữ nguyên 0" in ntm("report", "batch", "06607", *ON, "-o", "papers").out


def test_one_failure_is_told_at_the_end_and_stops_nothing(ntm: Ntm, demo_here: Path) -> None:
    Path("papers", XUAN_DUONG).mkdir(parents=True)  # where the paper should go there is a folder
    ran = ntm("report", "batch", *THREE, *ON, "-o", "papers", "--jobs", "1")
    assert ran.code == 1
    assert "Đã in 2 báo cáo" in ran.out
    assert "xã Xuân Dương (06607): đây là thư mục" in ran.err
    assert "Chưa in được 1 báo cáo." in ran.err
    assert "Chưa in được" in Path("papers", "index.html").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made_is_named(ntm: Ntm, demo_here: Path) -> None:
    Path("taken").write_text("")
    ran = ntm("report", "batch", "06607", *ON, "-o", "taken")
    assert ran.code == 3
    assert "Không ghi được taken" in ran.err


def test_an_office_has_its_own_templates(ntm: Ntm, demo_here: Path) -> None:
    own = Path("own", "readiness")
    own.mkdir(parents=True)
    (own / "report.html.j2").write_text("<p>{{ unit_title }}: {{ verdict }}</p>", encoding="utf-8")
    assert ntm("report", "commune", "06607", *ON, "-o", "own.pdf", "--templates", "own").code == 0
    assert (
        ntm("report", "verify", "own.pdf").code == 1
    )  # the digest and the table of verdicts are not on its pages


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<p>\n{{ nobody }}</p>", "report.html.j2:2 có lỗi: 'nobody' is undefined"),
        ("<p>\n{{ 1 + unit_title }}</p>", "report.html.j2:2 có lỗi: unsupported operand"),
        ("{% for %}", "report.html.j2:1 có lỗi"),
        ("{{ ''.__class__.__mro__ }}", "report.html.j2:1 có lỗi: access to attribute '__class__'"),
    ],
)
def test_a_fault_in_an_own_template_is_named_with_its_line(
    ntm: Ntm, demo_here: Path, text: str, told: str
) -> None:
    own = Path("own", "readiness")
    own.mkdir(parents=True)
    (own / "report.html.j2").write_text(text, encoding="utf-8")
    ran = ntm("report", "commune", "06607", *ON, "-o", "own.pdf", "--templates", "own")
    assert ran.code == 3
    assert told in ran.err
    assert not Path("own.pdf").exists()


def test_tables_of_results_are_printed_beside_the_reports(ntm: Ntm, demo_here: Path) -> None:
    ntm("report", "batch", "06607", *ON, "-o", "papers")
    ran = ntm("report", "batch", "06607", *ON, "-o", "papers", "--kind", "results")
    assert "Đã in 1 báo cáo, giữ nguyên 0 báo cáo đã có. Danh sách: papers/index-results.html" in ran.out
    assert {path.name for path in Path("papers").glob("*.pdf")} == {
        XUAN_DUONG,
        "06607-xuan-duong-2024-06-30-results.pdf",
    }
    assert "giữ nguyên 1" in ntm("report", "batch", "06607", *ON, "-o", "papers").out
    ran = ntm("report", "batch", "06607", *ON, "-o", "papers", "--kind", "results", "--request", "x")
    assert (ran.code, "bỏ --since, --request" in ran.err) == (2, True)


def test_a_record_cannot_point_to_another_file(ntm: Ntm, demo_here: Path) -> None:
    ntm("report", "batch", "06607", *ON, "-o", "papers")
    secret = Path("secret.txt")
    secret.write_text("not a paper")
    record = Path("papers", f"{RECORD}.json")
    held = json.loads(record.read_text(encoding="utf-8"))
    digest = hashlib.sha256(secret.read_bytes()).hexdigest()
    held["printed"][0] |= {"files": ["../secret.txt"], "digest": digest}
    record.write_text(json.dumps(held), encoding="utf-8")
    assert "Đã in 1 báo cáo, giữ nguyên 0" in ntm("report", "batch", "06607", *ON, "-o", "papers").out
