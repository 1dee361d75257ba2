"""Page 6: papers ordered on a page are printed behind it, tell how far they are, and stay as history; sheets out."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path
from socket import gethostname

import python_calamine
from sqlalchemy import select

from ntm.reports.attachment import open_paper
from ntm.service.papers import printing
from ntm.service.papers.readiness import Wishes
from ntm.service.papers.terms import read_terms
from ntm.service.papers.verify import verify
from ntm.store import printing as store
from ntm.store.acts import acts
from ntm.store.printing import DONE, FAILED, RUNNING, WAITING
from ntm.store.printing_tables import print_job
from ntm.vietnamese.dates import now
from tests.web.office import OfficeUnderTest

ORDER = {"unit": "06607", "kind": "readiness", "day": "2024-06-30", "form": "pdf"}


def _printed(office: OfficeUnderTest) -> None:
    office.app.state.office.printer.wait(600)


def test_a_paper_is_printed_behind_the_page_and_kept(office: OfficeUnderTest, tmp_path: Path) -> None:
    officer = office.of("can-bo-xa")
    assert officer.post("/papers", ORDER).headers["location"] == "/papers"
    _printed(office)
    page = officer.get("/papers").text
    assert 'href="/papers/1"' in page
    file = officer.get("/papers/1")
    assert file.content.startswith(b"%PDF-1.7")
    assert file.headers["content-disposition"].startswith("attachment")
    digest = hashlib.sha256(file.content).hexdigest()
    assert digest[:16] in page
    path = tmp_path / "paper.pdf"
    path.write_bytes(file.content)
    assert verify(path).agreed
    with office.database.reading() as connection:
        told = [one for one in acts(connection) if one.action == "web:paper:print"]
    assert [one.detail["sha256"] for one in told] == [digest]
    assert office.of("xa-khac").get("/papers/1").status_code == 403
    assert 'href="/papers/1"' not in office.of("xa-khac").get("/papers").text
    assert office.of("can-bo-huyen").get("/papers/1").status_code == 200


def test_a_batch_of_a_district_is_one_archive_and_the_summary_one_paper(office: OfficeUnderTest) -> None:
    officer = office.of("can-bo-huyen")
    officer.post("/papers", {**ORDER, "unit": "huyện Lộc Bình", "kind": "results"})
    officer.post("/papers", {**ORDER, "unit": "huyện Lộc Bình", "kind": "summary"})
    _printed(office)
    with zipfile.ZipFile(io.BytesIO(officer.get("/papers/1").content)) as packed:
        names = packed.namelist()
    assert sum(name.endswith(".pdf") for name in names) == 19
    assert officer.get("/papers/2").content.startswith(b"%PDF-1.7")
    with office.database.reading() as connection:
        assert [(job.state, job.done, job.total) for job in store.jobs(connection, 9)] == [
            (DONE, 1, 1), (DONE, 19, 19)
        ]  # fmt: skip


def test_what_cannot_be_ordered_is_refused_and_nothing_waits(office: OfficeUnderTest) -> None:
    officer = office.of("can-bo-xa")
    assert officer.post("/papers", {**ORDER, "unit": "06577"}).status_code == 403
    assert officer.post("/papers", {**ORDER, "kind": "../x"}).status_code == 400
    assert officer.post("/papers", {**ORDER, "kind": "summary"}).status_code == 400
    assert officer.post("/papers", {**ORDER, "day": "hôm qua"}).status_code == 422
    with office.database.reading() as connection:
        assert store.jobs(connection, 9) == []


def test_orders_of_a_server_that_stopped_are_told_and_people_cannot_flood(office: OfficeUnderTest) -> None:
    workspace = office.app.state.office.workspace()
    unit = workspace.territory.unit("06607", date(2024, 6, 30))
    with office.database.writing() as connection:
        for _at in range(printing.MOST_WAITING):
            store.add(
                connection,
                "can-bo-xa",
                "readiness",
                ("06607", unit.valid_from),
                date(2024, 6, 30),
                "x",
                "pdf",
                1,
            )
        store.next_waiting(connection)
    assert office.of("can-bo-xa").post("/papers", ORDER).status_code == 400
    printer = printing.Printer(office.database)
    printer.wake()
    printer.wait(60)
    with office.database.reading() as connection:
        found = store.jobs(connection, 9)
    assert {job.state for job in found} == {FAILED}, "one was cut off, the others name a set that is none"
    assert "khởi động lại" in str(found[-1].problem)


def _waiting(office: OfficeUnderTest, count: int) -> None:
    with office.database.writing() as connection:
        for _number in range(count):
            store.add(connection, "can-bo-xa", "readiness", ("06607", None), date(2024, 6, 30), "x", "pdf", 1)


def _states(office: OfficeUnderTest) -> list[str]:
    with office.database.reading() as connection:
        return [job.state for job in store.jobs(connection, 9)][::-1]


def _leases(office: OfficeUnderTest, name: str, seconds: int) -> None:
    with office.database.writing() as connection:
        store.take_over(connection, name, now() + timedelta(seconds=seconds), lambda _name: True)


def test_of_a_servers_processes_one_prints_and_what_a_dead_one_left_is_taken_up(
    office: OfficeUnderTest,
) -> None:
    _waiting(office, 2)
    elsewhere = f"another-machine:{os.getpid()}:1"
    _leases(office, elsewhere, 60)
    with office.database.writing() as connection:
        store.next_waiting(connection)
    printer = printing.Printer(office.database)
    printer.wake()
    printer.wait(60)
    assert _states(office) == [RUNNING, WAITING], "the other is at work"
    _leases(office, elsewhere, -1)
    printer.wake()
    printer.wait(60)
    assert _states(office) == [FAILED, FAILED], "its time is over: cut off, and a set that is none"


def test_a_printer_of_this_machine_that_ended_is_not_waited_for(office: OfficeUnderTest) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for name in (f"{gethostname()}:{ended.pid}:1", f"{gethostname()}:{os.getpid()}:before-the-restart"):
        _waiting(office, 1)
        _leases(office, name, 60)
        printer = printing.Printer(office.database)
        printer.wake()
        printer.wait(60)
        assert set(_states(office)) == {FAILED}
    _waiting(office, 1)
    other = printing.Printer(office.database)
    _leases(office, other.name, 60)
    printer.wake()
    printer.wait(60)
    assert _states(office)[-1] == WAITING, "another of this very process is at work"


def test_the_sheet_to_fill_in_is_a_workbook_of_the_commune(shared_office: OfficeUnderTest) -> None:
    answer = shared_office.of("can-bo-xa").get("/sheets?unit=06607")
    assert answer.headers["content-disposition"].endswith(".xlsx")
    names = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names
    assert names


def test_issuer_number_day_and_requests_stand_on_the_paper(office: OfficeUnderTest, tmp_path: Path) -> None:
    officer = office.of("can-bo-huyen")
    terms = {
        "issuer": "188", "number": "5", "dated": "2024-07-05", "requests": "Bố trí vốn.\n\nCử <b>cán bộ</b>.",
    }  # fmt: skip
    assert officer.post("/papers", {**ORDER, **terms}).status_code == 303
    _printed(office)
    path = tmp_path / "paper.pdf"
    path.write_bytes(officer.get("/papers/1").content)
    text = open_paper(path).text
    assert "HUYỆNLỘCBÌNH" in text
    assert "Số:05/BC-UBND" in text
    assert "LộcBình,ngày05tháng7năm2024" in text
    assert "1.Bốtrívốn." in text
    assert "2.Cử<b>cánbộ</b>." in text
    assert "DỰTHẢO" not in text
    with office.database.reading() as connection:
        found = store.one(connection, 1)
    assert found is not None
    assert read_terms(found[0].terms) == Wishes(
        "188", "5", date(2024, 7, 5), requests=("Bố trí vốn.", "Cử <b>cán bộ</b>.")
    )


def test_terms_that_do_not_fit_are_refused_and_nobody_prints_in_a_name_not_theirs(
    office: OfficeUnderTest,
) -> None:
    officer, district = office.of("can-bo-xa"), office.of("can-bo-huyen")
    assert officer.post("/papers", {**ORDER, "issuer": "188"}).status_code == 403
    assert officer.post("/papers", {**ORDER, "dated": "mai"}).status_code == 422
    assert officer.post("/papers", {**ORDER, "number": "5\u202e"}).status_code == 422
    assert officer.post("/papers", {**ORDER, "requests": "x\n" * 30}).status_code == 422
    assert officer.post("/papers", {**ORDER, "kind": "results", "requests": "x"}).status_code == 400
    assert district.post("/papers", {**ORDER, "unit": "huyện Lộc Bình", "number": "5"}).status_code == 400
    with office.database.reading() as connection:
        assert store.jobs(connection, 9) == []


def test_a_summary_comes_as_word_too(office: OfficeUnderTest) -> None:
    officer = office.of("can-bo-huyen")
    officer.post(
        "/papers", {**ORDER, "unit": "188", "kind": "summary", "form": "docx", "requests": "Hỗ trợ."}
    )
    _printed(office)
    file = officer.get("/papers/1")
    assert file.headers["content-disposition"].endswith(".docx")
    with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
        assert "Hỗ trợ." in packed.read("word/document.xml").decode()


def test_old_and_too_many_files_are_dropped_and_their_rows_stay(office: OfficeUnderTest) -> None:
    officer = office.of("can-bo-xa")
    for _at in range(3):
        officer.post("/papers", {**ORDER, "kind": "results"})
        _printed(office)
    with office.database.writing() as connection:
        files = connection.execute(select(print_job.c.content).order_by(print_job.c.id)).scalars()
        held = [len(file) for file in files]
        week = now() - timedelta(days=7)
        assert store.clean(connection, week, sum(held)) == []
        assert store.clean(connection, week, held[2] + held[1]) == [1]
        assert store.clean(connection, now() + timedelta(days=1), sum(held)) == [3, 2]
        assert [(job.state, job.kept, bool(job.digest)) for job in store.jobs(connection, 9)] == [
            (DONE, False, True)
        ] * 3
        last = acts(connection)[-1]
    assert (last.action, last.detail) == ("web:paper:clean", {"jobs": [2, 3]})
    page = officer.get("/papers").text
    assert page.count("đã dọn") == 4, "the rule, and three rows"
    assert "90 ngày" in page
    assert officer.get("/papers/1").status_code == 404
