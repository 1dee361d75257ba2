"""Reminders: who is told of what on which day; a mail, a page, and a calendar that another program can read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from icalendar import Calendar

from ntm.errors import UsageError
from ntm.reports.rendering import fill
from ntm.service.assigning.action_plan import action_plan
from ntm.service.assigning.task_digest import calendar, digest, digest_mail, digest_paper, digest_text
from ntm.service.assigning.tasks import change, commune_of, task_on
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from ntm.store.tasks import Step
from tests.command import Ntm

DAY = date(2024, 6, 30)


@pytest.fixture
def workspace(demo_here: Path) -> Iterator[Workspace]:
    with open_database(str(demo_here)) as database:
        yield Workspace(database)


def test_each_person_is_told_what_is_late_and_what_is_soon(workspace: Workspace) -> None:
    found = digest(workspace, workspace.ask(date(2024, 8, 20)), ["Xuân Dương"], days=30)
    assert [part.person for part in found.parts] == ["cán bộ 1", "cán bộ 2", "cán bộ 3", "cán bộ 4"]
    third = found.parts[2]
    assert [line.item for line in third.overdue] == ["13.3"]
    assert [line.item for line in third.soon] == []
    first = found.parts[0]
    assert [line.item for line in first.later] == ["2.2", "2.4"]
    late = {step.name for _line, step in first.steps}
    assert late == {"Đo đạc đoạn chưa cứng hóa", "Vận động góp công, hiến đất", "Chọn tuyến"}
    text = digest_text(found)
    assert "QUÁ HẠN 20 ngày (hạn 31/7/2024): Xuân Dương, 13.3" in text
    assert "SỐ LIỆU MINH HỌA" in text


def test_soon_is_within_the_days_asked_for(workspace: Workspace) -> None:
    ask = workspace.ask(date(2024, 9, 20))
    within = digest(workspace, ask, ["Xuân Dương"], ["cán bộ 1"], days=10).parts[0]
    assert [line.item for line in within.soon] == ["2.2", "2.4"]
    short = digest(workspace, ask, ["Xuân Dương"], ["cán bộ 1"], days=9).parts[0]
    assert ([line.item for line in short.soon], [line.item for line in short.later]) == ([], ["2.2", "2.4"])
    with pytest.raises(UsageError, match="--days"):
        digest(workspace, ask, ["Xuân Dương"], days=0)


def test_what_nobody_answers_for_and_what_the_people_can_start_stand_at_the_end(workspace: Workspace) -> None:
    found = digest(workspace, workspace.ask(DAY), ["huyện Lộc Bình"])
    text = digest_text(found)
    assert found.unassigned
    assert "Chưa có người phụ trách: " in text
    assert "Thuộc người dân và cộng đồng, làm ngay được: " in text
    assert {line.carried_by.value for line in found.people if line.carried_by} == {"people"}


def test_a_mail_opens_as_a_draft_and_takes_no_second_header(workspace: Workspace) -> None:
    found = digest(workspace, workspace.ask(DAY), ["Xuân Dương"], ["cán bộ 1"])
    mail = message_from_bytes(digest_mail(found, "can-bo-1@example.vn"), policy=policy.default)
    assert (mail["Subject"], mail["X-Unsent"], mail["To"]) == (found.subject, "1", "can-bo-1@example.vn")
    body = mail.get_body()
    assert body is not None
    assert "2.2 Tỷ lệ đường thôn" in body.get_content()
    with pytest.raises(UsageError, match="không phải là địa chỉ thư"):
        digest_mail(found, "a@example.vn\nBcc: b@example.vn")


def test_the_calendar_has_every_due_day_and_open_step(workspace: Workspace) -> None:
    events = events_of(calendar(workspace, workspace.ask(DAY), ["Xuân Dương"]))
    assert len(events) == 8 + 14  # tasks, and their open steps
    [road] = [one for one in events if one["summary"] == "Hạn Xuân Dương 2.2 (cán bộ 1)"]
    assert (road["start"], road["end"]) == (date(2024, 9, 30), date(2024, 10, 1))
    assert road["alarm"] == timedelta(days=-7)
    mine = events_of(calendar(workspace, workspace.ask(DAY), ["Xuân Dương"], ["cán bộ 4"]))
    assert {str(one["summary"]).split("(")[-1] for one in mine} == {"cán bộ 4)"}


def test_a_changed_task_keeps_its_identity_and_counts_on(workspace: Workspace) -> None:
    ask = workspace.ask(DAY)
    before = {one["uid"]: one for one in events_of(calendar(workspace, ask, ["Xuân Dương"]))}
    held = task_on(workspace, ask, commune_of(workspace, "Xuân Dương", DAY), "2.2")
    change(workspace, held, {"due": date(2024, 9, 1)}, DAY, "lãnh đạo")
    after = {one["uid"]: one for one in events_of(calendar(workspace, ask, ["Xuân Dương"]))}
    assert before.keys() == after.keys()
    changed = [uid for uid in after if after[uid]["sequence"] != before[uid]["sequence"]]
    assert {after[uid]["sequence"] for uid in changed} == {1}
    assert len(changed) == 1 + 3


def test_a_hostile_step_stays_a_text_in_calendar_mail_and_page(workspace: Workspace) -> None:
    hostile = "x;END:VEVENT,BEGIN:VEVENT <img src='file:///etc/passwd'>"
    ask = workspace.ask(DAY)
    held = task_on(workspace, ask, commune_of(workspace, "Xuân Dương", DAY), "17.2")
    change(
        workspace, held, {"steps": (Step(hostile, DAY),), "responsible": hostile, "note": "a\r\nb"}, DAY, "ai"
    )
    content = calendar(workspace, ask, ["Xuân Dương"])
    assert len(events_of(content)) == 22
    found = digest(workspace, ask, ["Xuân Dương"])
    assert message_from_bytes(digest_mail(found), policy=policy.default)["Subject"] == found.subject
    for paper in (digest_paper(found), action_plan(workspace, ask, "Xuân Dương")):
        assert "<img" not in fill(paper)


def events_of(content: bytes) -> list[dict[str, object]]:
    read = Calendar.from_ical(content)
    return [
        {
            "uid": str(event["uid"]),
            "summary": str(event["summary"]),
            "start": event.decoded("dtstart"),
            "end": event.decoded("dtend"),
            "sequence": event.decoded("sequence"),
            "alarm": event.walk("valarm")[0].decoded("trigger"),
        }
        for event in read.walk("vevent")
    ]


def test_the_commands_write_every_form(ntm: Ntm, demo_here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTM_ON", "2024-06-30")
    assert "CÁN BỘ 1" in ntm("tasks", "digest", "Xuân Dương").out
    for name in ("nhac.txt", "nhac.eml", "nhac.pdf", "nhac.docx"):
        assert ntm("tasks", "digest", "Xuân Dương", "-o", name).code == 0
        assert Path(name).stat().st_size > 500
    assert ntm("tasks", "digest", "Xuân Dương", "-o", "nhac.xls").code == 2
    assert ntm("tasks", "digest", "Xuân Dương", "-o", "nhac.txt", "--to", "a@example.vn").code == 2
    assert ntm("tasks", "calendar", "Xuân Dương", "-o", "lich.ics").code == 0
    assert ntm("tasks", "calendar", "Xuân Dương", "-o", "khong-co/lich.ics").code == 3
