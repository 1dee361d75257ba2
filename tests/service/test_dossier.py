"""The dossier: what is there and what is missing by the law of the day; its papers, checked again from their data."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from ntm.cli.paper_options import DOSSIER
from ntm.errors import DataError
from ntm.reports.editable import editable
from ntm.reports.rendering import fill, render
from ntm.scoring.verdict import Body
from ntm.service.entering.enter import set_value
from ntm.service.papers.readiness import Wishes
from ntm.service.papers.verify import verify
from ntm.service.recognition.dossier import (
    dossier,
    lacking,
    poll_sentences,
    polls,
    rows,
    sentence,
    vote_sentence,
)
from ntm.service.recognition.dossier_papers import MAKERS, NAMES
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from tests.command import Ntm
from tests.service.test_verify import changed

DAY = date(2024, 6, 30)
XUAN_DUONG = "06607"
HOSTILE = '<img src="file:///etc/passwd"> & {{ 7 * 7 }}'


@pytest.fixture
def workspace(demo_here: Path) -> Iterator[Workspace]:
    with open_database(str(demo_here)) as database:
        yield Workspace(database)


def states(workspace: Workspace, day: date = DAY) -> dict[str, str]:
    return {one.line.id: one.state for one in rows(dossier(workspace, workspace.ask(day), "xã Xuân Dương"))}


def test_what_is_there_and_what_is_missing(workspace: Workspace) -> None:
    found = states(workspace)
    assert found["niem-yet"] == found["phat-thanh"] == found["bieu-quyet"] == "đã có"
    assert (found["hinh-anh"], found["to-trinh"], found["tham-tra"]) == ("chưa đạt", "còn thiếu", "còn thiếu")
    held = dossier(workspace, workspace.ask(DAY), XUAN_DUONG)
    assert sentence(held) == (
        "Điều kiện công nhận: đạt 2/4; trình tự và thành phần hồ sơ trước khi trình: có 9/13. Chưa đủ hồ sơ để trình."
    )
    assert len(lacking(held)) == 2 + 4
    assert not any("Thẩm tra" in line for line in lacking(held)), (
        "what comes after going up is not missing before"
    )


@pytest.mark.parametrize(
    ("item", "value", "there"),
    [
        ("phat-thanh", "4", False),
        ("phat-thanh", "5", True),
        ("thoi-gian-phat-thanh", "15", True),
        ("thoi-gian-phat-thanh", "16", False),
        ("bieu-quyet", "26/29", False),  # 89,7%
        ("bieu-quyet", "27/30", True),  # 90%
    ],
)
def test_broadcasts_and_vote_at_their_boundaries(
    workspace: Workspace, item: str, value: str, there: bool
) -> None:
    set_value(workspace, XUAN_DUONG, item, value, DAY, by="thử")
    [row] = [one for one in rows(dossier(workspace, workspace.ask(DAY), XUAN_DUONG)) if one.line.id == item]
    assert row.here is there


def test_a_body_s_declaration_speaks_where_no_figure_does(workspace: Workspace) -> None:
    for item, value, body in (
        ("phat-thanh", "chưa đạt", Body.DISTRICT),
        ("bieu-quyet", "đạt", Body.DISTRICT),
    ):
        set_value(workspace, "06541", item, value, DAY, body=body, by="thử")
        set_value(workspace, XUAN_DUONG, item, value, DAY, body=body, by="thử")
    found = {one.line.id: one for one in rows(dossier(workspace, workspace.ask(DAY), "06541"))}
    assert (found["phat-thanh"].here, found["bieu-quyet"].here) == (False, True)
    assert found["bieu-quyet"].line.result == "theo kết luận của huyện"
    assert states(workspace)["phat-thanh"] == "đã có", "the figure of six broadcasts stands"


def test_everything_there_is_ready_to_go_up(workspace: Workspace) -> None:
    criteria = workspace.sets(workspace.ask(DAY))("20")
    for item in (
        *(one.id for one in criteria.indicators),
        "an-ninh",
        "to-trinh",
        "bao-cao-ket-qua",
        "hinh-anh",
    ):
        kind = criteria.measure_by_id.get(item)
        if kind is None or kind.kind.value == "yes_no":
            set_value(workspace, "06541", item, "đạt", DAY, by="thử")
    for item, value in (
        ("no-dong", "đạt"), ("hai-long", "95/100"), ("gui-y-kien", "đạt"), ("niem-yet", "đạt"), ("phat-thanh", "5"),
        ("thoi-gian-phat-thanh", "15"), ("tong-hop", "đạt"), ("bieu-quyet", "30/30"), ("bao-cao-y-kien", "đạt"),
        ("bien-ban-hop", "đạt"), ("bao-cao-no-dong", "đạt"), ("xac-nhan-an-ninh", "đạt"),
    ):  # fmt: skip
        set_value(workspace, "06541", item, value, DAY, by="thử")
    held = dossier(workspace, workspace.ask(DAY), "06541")
    assert lacking(held) == []
    assert sentence(held).endswith("Đủ hồ sơ để trình theo các số liệu nêu trên.")
    paper = MAKERS["proposal"](workspace, workspace.ask(DAY), "06541", None)
    assert "hồ sơ chưa đủ" not in fill(paper)


def test_after_the_districts_the_step_of_verifying_is_open_and_the_proposal_goes_to_the_province(
    workspace: Workspace,
) -> None:
    day = date(2025, 8, 1)
    assert states(workspace, day)["tham-tra"] == "chưa rõ yêu cầu"
    checklist = MAKERS["dossier"](workspace, workspace.ask(day), "xã Xuân Dương", None).context
    assert checklist["verifiers"][0].startswith("Cấp thẩm tra: chưa biết")
    assert MAKERS["proposal"](workspace, workspace.ask(day), "xã Xuân Dương", None).context["addressee"] == (
        "Ủy ban nhân dân tỉnh Lạng Sơn"
    )
    before = MAKERS["proposal"](workspace, workspace.ask(DAY), "xã Xuân Dương", None).context
    assert before["addressee"] == "Ủy ban nhân dân huyện Lộc Bình"


def test_before_the_rules_there_is_no_dossier(workspace: Workspace) -> None:
    with pytest.raises(DataError, match="chưa có trình tự, hồ sơ"):
        dossier(workspace, workspace.ask(date(2022, 8, 1)), XUAN_DUONG)


def test_villages_add_up_or_the_paper_says_they_do_not(workspace: Workspace) -> None:
    held = dossier(workspace, workspace.ask(DAY), XUAN_DUONG)
    assert len(polls(held)) == 9
    assert poll_sentences(held)[1:] == [
        "Theo thôn: 9/9 thôn đã lấy ý kiến, hài lòng 351 trên 370 người được hỏi."
    ]
    set_value(workspace, "0660701", "hai-long", "30/38", DAY, by="thử")
    assert "Cộng các thôn không bằng số liệu của xã" in poll_sentences(
        dossier(workspace, workspace.ask(DAY), XUAN_DUONG)
    )[2]  # fmt: skip
    assert "Chưa nhập danh sách thôn" in poll_sentences(dossier(workspace, workspace.ask(DAY), "06541"))[1]


def test_what_is_withdrawn_is_missing_again_and_the_past_is_kept(ntm: Ntm, demo_here: Path) -> None:
    on = ("--on", "2024-06-30")
    assert "27/29" in ntm("status", "history", "Xuân Dương", "bieu-quyet", *on).out
    assert ntm("status", "withdraw", "Xuân Dương", "bieu-quyet", *on, "--note", "họp lại").code == 0
    listed = {
        row["item"]: row for row in ntm("dossier", "show", "Xuân Dương", *on, "--format", "json").json()
    }
    assert (listed["bieu-quyet"]["state"], listed["bieu-quyet"]["here"]) == ("còn thiếu", False)
    entered = ntm("status", "set", "Xuân Dương", "to-trinh", "đạt", *on, "--evidence", "Tờ trình số 12")
    assert "ho-so-2022" in entered.out
    listed = {
        row["item"]: row for row in ntm("dossier", "show", "Xuân Dương", *on, "--format", "json").json()
    }
    assert (listed["to-trinh"]["here"], listed["to-trinh"]["evidence"]) == (True, "Tờ trình số 12")
    assert "thôn Minh họa 9" in ntm("dossier", "villages", "Xuân Dương", *on).out


def test_villages_are_imported_below_a_commune_that_is_there(ntm: Ntm, demo_here: Path) -> None:
    Path("thon.csv").write_text(
        "code,name,kind,parent_code,valid_from,valid_to\n0654101,Thử Một,thon,06541,,2025-06-30\n",
        encoding="utf-8",
    )
    assert ntm("places", "import", "thon.csv").code == 0
    on = ("--on", "2024-06-30")
    assert ntm("status", "set", "thôn Thử Một", "hai-long", "40/41", *on, "--note", "Ý kiến thử").code == 0
    [row] = ntm("dossier", "villages", "06541", *on, "--format", "json").json()
    assert (row["satisfied"], row["asked"], row["said"]) == ("40", "41", "Ý kiến thử")
    Path("thon.csv").write_text(
        "code,name,kind,parent_code,valid_from,valid_to\n99901,Thử,thon,99999,,\n", encoding="utf-8"
    )
    assert ntm("places", "import", "thon.csv").code == 3


# -- the papers -----------------------------------------------------------------------------------------


def test_the_command_knows_every_paper() -> None:
    assert tuple(NAMES) == DOSSIER


@pytest.mark.parametrize("kind", DOSSIER)
def test_a_paper_says_its_words_escapes_what_is_hostile_and_can_be_checked(
    workspace: Workspace, kind: str, tmp_path: Path
) -> None:
    set_value(workspace, XUAN_DUONG, "hinh-anh", "chưa đạt", DAY, responsible=HOSTILE, note=HOSTILE, by="thử")
    set_value(workspace, "0660703", "hai-long", "38/40", DAY, note=HOSTILE, by="thử")
    paper = MAKERS[kind](workspace, workspace.ask(DAY), XUAN_DUONG, Wishes())
    assert "<img" not in fill(paper)
    pdf = render(paper)
    assert pdf == render(MAKERS[kind](workspace, workspace.ask(DAY), XUAN_DUONG, Wishes()))
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "SỐLIỆUMINHHỌA" in text
    for words in {
        "dossier": ("TRÌNH TỰ VÀ THÀNH PHẦN HỒ SƠ", "≥ 5 lần6 lần, 30/5/2024đã có", "Cấp thẩm tra: huyện"),
        "proposal": (
            "TTr-UBND",
            "Kính gửi: Ủy ban nhân dân huyện Lộc Bình",
            "Dự thảo này được in khi hồ sơ chưa đủ",
        ),
        "achievement": (
            "Tiêu chuẩn đạt chuẩn",
            "Kết quả tự đánh giá của xã",
            "17Môi trường và an toàn thực phẩm",
        ),
        "minutes": ("BB-UBND", "29272 93,1%≥ 90% (*)đạt", "ngày 20 tháng 6 năm 2024", "CHỦ TRÌ"),
        "opinions": ("thôn Minh họa 3403895%", "7 * 7", "TIẾP THU, GIẢI TRÌNH"),
    }[kind]:
        assert "".join(words.split()) in text
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    assert verify(path).differences == ()


@pytest.mark.parametrize("kind", DOSSIER)
def test_what_was_changed_in_the_data_is_found(workspace: Workspace, kind: str, tmp_path: Path) -> None:
    pdf = render(MAKERS[kind](workspace, workspace.ask(DAY), XUAN_DUONG, Wishes()))

    def vote(document: dict[str, object]) -> None:
        text = json.dumps(document).replace('"numerator": "27"', '"numerator": "28"')
        text = text.replace('"numerator": "351"', '"numerator": "350"').replace(
            '"numerator": "36"', '"numerator": "37"'
        )
        document |= json.loads(text)

    path = tmp_path / "paper.pdf"
    path.write_bytes(changed(pdf, vote))
    told = "\n".join(verify(path).differences)
    assert "Dấu vân tay in trên giấy không phải" in told
    assert kind == "achievement" or "In trên giấy khác với số liệu đính kèm" in told


@pytest.mark.parametrize("kind", DOSSIER)
def test_word_has_the_same_tables(workspace: Workspace, kind: str) -> None:
    paper = MAKERS[kind](workspace, workspace.ask(DAY), XUAN_DUONG, Wishes())
    written = Document(io.BytesIO(editable(paper)))
    grids = [one for one in written.tables if one.style is not None and one.style.name == "Table Grid"]
    assert len(grids) == fill(paper).count("<table>")
    text = "\n".join(one.text for one in written.paragraphs)
    assert ("THƯ KÝ" in "".join(cell.text for cell in written.tables[-1]._cells)) == (kind == "minutes")
    assert ("Kính gửi: Ủy ban nhân dân huyện Lộc Bình" in text) == (kind == "proposal")


def test_a_paper_with_no_vote_and_no_villages_leaves_room(workspace: Workspace) -> None:
    ask = workspace.ask(DAY)
    assert vote_sentence(dossier(workspace, ask, "06541")) == "Chưa có kết quả biểu quyết."
    text = fill(MAKERS["minutes"](workspace, ask, "06541", None))
    assert "…… đại biểu" in text
    assert "Chưa nhập danh sách thôn của xã." in fill(MAKERS["opinions"](workspace, ask, "06541", None))


def test_the_commands_print_one_or_all(ntm: Ntm, demo_here: Path) -> None:
    on = ("--on", "2024-06-30")
    assert ntm("report", "dossier", "Xuân Dương", *on, "-o", "hs", "--format", "docx").code == 0
    assert sorted(path.name for path in Path("hs").iterdir()) == sorted(
        f"06607-xuan-duong-2024-06-30-{kind}.docx" for kind in DOSSIER
    )
    assert ntm("report", "dossier", "Xuân Dương", *on, "-o", "bb.pdf", "--paper", "minutes").code == 0
    assert "KHỚP" in ntm("report", "verify", "bb.pdf").out
    batch = ("report", "batch", "06607", *on, "-o", "lo", "--kind", "minutes")
    assert ntm(*batch).code == 0
    assert Path("lo/06607-xuan-duong-2024-06-30-minutes.pdf").read_bytes() == Path("bb.pdf").read_bytes()
    assert "Biên bản họp đề nghị xét công nhận" in Path("lo/index-minutes.html").read_text(encoding="utf-8")
    assert ntm(*batch, "--request", "x").code == 2


def test_what_the_organisations_said_and_what_was_answered_are_entered_with_their_steps(
    workspace: Workspace, tmp_path: Path
) -> None:
    said, answered = "Đề nghị bổ sung kết quả về nước sạch <b>", "Đã bổ sung tại mục II của báo cáo"
    for item, note in (("gui-y-kien", said), ("tong-hop", answered)):
        set_value(workspace, XUAN_DUONG, item, "đạt", DAY, set_id="ho-so-2022", note=note, by="thử")
    paper = MAKERS["opinions"](workspace, workspace.ask(DAY), XUAN_DUONG, None)
    html = fill(paper)
    assert "các tổ chức chính trị - xã hội: Đề nghị bổ sung kết quả về nước sạch &lt;b&gt;" in html
    assert f"<p>{answered}</p>" in html
    path = tmp_path / "y-kien.pdf"
    path.write_bytes(render(paper))
    assert verify(path).agreed


def test_a_draft_with_number_and_day_is_no_draft(workspace: Workspace) -> None:
    signed = Wishes(number="5", dated=date(2024, 7, 5))
    head = MAKERS["proposal"](workspace, workspace.ask(DAY), XUAN_DUONG, signed).context["head"]
    assert (head.number_line, head.draft) == ("Số: 05/TTr-UBND", False)
    assert replace(head, number=None).draft
