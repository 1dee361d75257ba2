"""Saving a field: what it says, what it is based on, once; verdicts by the server; evidence by its content."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from httpx import Response

from ntm.scoring.scorecard import score_json
from ntm.service.demonstration.demo_status import DAY
from ntm.service.entering.enter import set_value
from ntm.service.standing import commune_standing
from ntm.service.workspace import Workspace
from ntm.store.acts import acts
from ntm.store.evidence import evidence_of
from ntm.store.saves import last_seqs
from ntm.store.statements import history
from tests.web.office import PICTURE, OfficeUnderTest

SET = "xa-ntm-2021-2025"
UNIT = ("06607", None)
JSON = {"accept": "application/json"}


def _version(office: OfficeUnderTest, item: str) -> int:
    with office.database.reading() as connection:
        return last_seqs(connection, UNIT, SET, [item]).get(item, 0)


def _save(
    office: OfficeUnderTest, item: str, base: int | None = None, who: str = "can-bo-xa", **typed: Any
) -> Response:
    browser = office.of(who)
    data = {
        "form_token": browser.token(),
        "base": str(_version(office, item) if base is None else base),
        **typed,
    }
    answer: Response = browser.client.post(f"/communes/06607/items/{item}", data=data, headers=JSON)
    return answer


def _said(office: OfficeUnderTest, item: str) -> list[Any]:
    with office.database.reading() as connection:
        return history(connection, *UNIT, SET, item)


def test_a_save_is_a_statement_with_its_writer_and_gives_the_new_verdict(office: OfficeUnderTest) -> None:
    answer = _save(office, "17.2", numerator="19", denominator="20", note="kiểm tra lại")
    assert answer.status_code == 200
    last = _said(office, "17.2")[-1]
    assert (last.stated.numerator, last.stated.denominator, last.stated.note) == (19, 20, "kiểm tra lại")
    assert (last.stated.recorded_by, last.stated.on, last.seq) == ("can-bo-xa", DAY, answer.json()["version"])
    assert 'id="v-17-2"' in answer.json()["parts"]
    assert answer.json()["said"].startswith("đã lưu lúc")
    with office.database.reading() as connection:
        assert acts(connection)[-1].action == "web:statement:append"


def test_the_page_says_what_the_command_says(office: OfficeUnderTest) -> None:
    _save(office, "10.1", value="45")
    workspace = Workspace(office.database)
    found = commune_standing(workspace, workspace.ask(DAY), "06607")
    score = score_json(found.standing.scorecard, found.row)
    page = office.of("can-bo-xa").get("/communes/06607").text
    assert f"<b>{score['met']}</b>/{score['of']}" in page
    for criterion in score["criteria"]:
        assert f'class="chip v-{criterion["verdict"]}" id="k-{criterion["number"]}"' in page


def test_sent_again_a_save_is_done_once(office: OfficeUnderTest) -> None:
    base, key = _version(office, "10.1"), "0123456789abcdef"
    first = _save(office, "10.1", base, value="45", key=key)
    again = _save(office, "10.1", base, value="45", key=key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["version"] == again.json()["version"]
    assert len([one for one in _said(office, "10.1") if one.stated.recorded_by == "can-bo-xa"]) == 1
    other = _save(office, "10.1", base, value="46", key=key)
    assert other.status_code == 422
    assert "nội dung khác" in other.json()["error"]["message"]


def test_a_conflict_shows_both_values_and_writers_and_writes_nothing(office: OfficeUnderTest) -> None:
    base = _version(office, "10.1")
    set_value(Workspace(office.database), "06607", "10.1", "41,5", DAY, by="đồng nghiệp")
    before = len(_said(office, "10.1"))
    answer = _save(office, "10.1", base, value="45")
    assert answer.status_code == 409
    body = answer.json()
    assert (body["who"], body["yours"]) == ("đồng nghiệp", "45")
    assert body["theirs"].startswith("41,5")
    assert len(_said(office, "10.1")) == before
    assert _save(office, "10.1", body["version"], value="45").status_code == 200, "chosen: mine"


def test_the_same_value_by_another_is_no_conflict(office: OfficeUnderTest) -> None:
    base = _version(office, "10.1")
    set_value(Workspace(office.database), "06607", "10.1", "45", DAY, by="đồng nghiệp")
    assert _save(office, "10.1", base, value="45").status_code == 200


def test_blank_withdraws_and_what_spoke_before_speaks_again(office: OfficeUnderTest) -> None:
    _save(office, "10.1", value="45")
    assert _save(office, "10.1").status_code == 200
    assert _said(office, "10.1")[-1].withdraws is not None


@pytest.mark.parametrize(
    ("item", "typed", "words"),
    [
        ("10.1", {"value": "nhiều"}, "không phải là số"),
        ("10.1", {"value": "1.234"}, "1.234"),
        ("17.2", {"numerator": "21", "denominator": "20"}, "lớn hơn"),
        ("17.2", {"numerator": "3"}, "đi cùng nhau"),
        ("17.2", {"numerator": "18", "denominator": "20", "value": "95"}, "không khớp"),
        ("17.2", {"value": "đạt"}, "ghi số liệu"),
        ("10.1", {"value": "45", "due": "mai"}, "không phải là ngày"),
        ("99.9", {"value": "45"}, "không có số liệu"),
        ("10.1", {"value": "45", "note": "x" * 2001}, "dài quá"),
        ("10.1", {"not_applicable": "on", "reason": "vì thế"}, "không cho phép"),
    ],
)
def test_what_cannot_be_is_told_and_not_written(
    office: OfficeUnderTest, item: str, typed: dict[str, Any], words: str
) -> None:
    before = len(_said(office, item))
    answer = _save(office, item, **typed)
    assert answer.status_code == 422
    assert words in answer.json()["error"]["message"]
    assert len(_said(office, item)) == before


def test_typing_moves_the_verdict_and_writes_nothing(office: OfficeUnderTest) -> None:
    browser, before = office.of("can-bo-xa"), len(_said(office, "10.1"))
    told = browser.post("/communes/06607/items/10.1/preview", {"value": "45"}).text
    assert 'class="chip v-met" id="k-10"' in told
    assert "<b>15</b>/19" in told
    assert "không phải là số" in browser.post("/communes/06607/items/10.1/preview", {"value": "bốn"}).text
    assert len(_said(office, "10.1")) == before


def test_without_javascript_a_form_saves_and_leads_back_and_a_conflict_has_its_page(
    office: OfficeUnderTest,
) -> None:
    browser, base = office.of("can-bo-xa"), _version(office, "10.1")
    saved = browser.post("/communes/06607/items/10.1", {"value": "45", "base": str(base)})
    assert saved.status_code == 303
    assert saved.headers["location"].endswith("#i-10-1")
    clash = browser.post("/communes/06607/items/10.1", {"value": "46", "base": str(base)})
    assert clash.status_code == 409
    assert "Ghi của tôi: 46" in clash.text
    assert "Giữ của can-bo-xa" in clash.text


def test_what_is_typed_is_shown_as_text_and_never_as_markup(office: OfficeUnderTest) -> None:
    hostile = '"><script>alert(1)</script>'
    assert _save(office, "10.1", value="45", note=hostile).status_code == 200
    for path in ("/communes/06607", "/communes/06607/items/10.1", "/communes/06607/submission"):
        page = office.of("can-bo-xa").get(path).text
        assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def _send(office: OfficeUnderTest, *files: tuple[str, bytes]) -> Response:
    browser = office.of("can-bo-xa")
    answer: Response = browser.client.post(
        "/communes/06607/items/10.1/evidence",
        data={"form_token": browser.token()},
        files=[("files", (name, content)) for name, content in files],
        headers=JSON,
    )
    return answer


def test_evidence_is_kept_by_its_content_with_hash_writer_and_moment(office: OfficeUnderTest) -> None:
    pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
    assert _send(office, ("ảnh/../x.png", PICTURE), ("b.pdf", pdf)).status_code == 200
    assert _send(office, ("again.png", PICTURE)).status_code == 200, "the same file is kept once"
    with office.database.reading() as connection:
        held = evidence_of(connection, UNIT, SET, "10.1")
    assert [(one.sha256, one.media_type, one.recorded_by) for one in held] == [
        (hashlib.sha256(PICTURE).hexdigest(), "image/png", "can-bo-xa"),
        (hashlib.sha256(pdf).hexdigest(), "application/pdf", "can-bo-xa"),
    ]
    assert "/" not in held[0].name
    shown = office.of("can-bo-huyen").get(f"/evidence/{held[1].id}")
    assert shown.content == pdf
    assert "attachment" in shown.headers["content-disposition"]
    assert "sandbox" in shown.headers["content-security-policy"]
    removed = office.of("can-bo-xa").post(f"/communes/06607/items/10.1/evidence/{held[0].id}/remove")
    assert removed.status_code == 303
    assert held[0].name not in office.of("can-bo-xa").get("/communes/06607/items/10.1").text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"MZ\x90",
        PICTURE[:-8],
        b"%PDF-1.7 cut",
        b"<svg xmlns='x'/>",
        b"GIF89a",
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_kept(
    office: OfficeUnderTest, content: bytes
) -> None:
    answer = _send(office, ("tot.png", PICTURE), ("ảnh.png", content))
    assert answer.status_code == 422
    with office.database.reading() as connection:
        assert evidence_of(connection, UNIT, SET, "10.1") == []
