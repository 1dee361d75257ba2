"""Who may ask for what: every route of the office, written once. A route that is not here fails the test.

`home` asks about Xuân Dương, its district Lộc Bình or its province; every person not named in `may` must be
refused. People are the demonstration's, the same roles elsewhere (conftest.ELSEWHERE), one whose role has ended
(`het-han`) and nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field

HOME_COMMUNE = frozenset({"can-bo-xa", "lanh-dao-xa"})
HOME_ABOVE = frozenset({"can-bo-huyen", "can-bo-tinh", "quan-tri-tinh", "nguoi-xem"})
HOME = HOME_COMMUNE | HOME_ABOVE
ELSEWHERE = frozenset({"xa-khac", "lanh-dao-khac", "huyen-khac", "xem-khac"})
ENTERS = frozenset({"can-bo-xa", "xa-khac"})
SUPPOSES = HOME - {"nguoi-xem"}
PRINTS = HOME - {"nguoi-xem"}
ADMIN = frozenset({"quan-tri-tinh"})
ENDED = frozenset({"het-han"})
SIGNED_IN = HOME | ELSEWHERE | ENDED
GIVES = HOME - {"can-bo-xa", "nguoi-xem", "quan-tri-tinh"}
SUPERIORS = GIVES | ADMIN
OFFICER, LEADER = frozenset({"can-bo-xa"}), frozenset({"lanh-dao-xa"})
NOT_YET: frozenset[str] = frozenset()
"""Nobody, while the commune has its draft: whose turn it is later is tested with the submissions."""
NOBODY = "(nobody)"
EVERYBODY = SIGNED_IN | {NOBODY}


@dataclass(frozen=True, slots=True)
class Row:
    """A route (`METHOD /path/{template}`), how it is asked, and who may; everybody else is refused."""

    route: str
    home: str
    may: frozenset[str]
    data: dict[str, str] = field(default_factory=dict)


TABLE = (
    Row("GET /sign-in", "/sign-in", EVERYBODY),
    Row("POST /sign-in", "/sign-in", EVERYBODY, {"login": "khong-co", "password": "x"}),
    Row("POST /sign-out", "/sign-out", SIGNED_IN),
    Row("GET /password", "/password", SIGNED_IN),
    Row("POST /password", "/password", SIGNED_IN, {"old": "x", "new": "1234567890", "again": "khac"}),
    Row("GET /sessions", "/sessions", SIGNED_IN),
    Row("POST /sessions/end", "/sessions/end", SIGNED_IN, {"session": "x"}),
    Row("POST /sessions/end-others", "/sessions/end-others", SIGNED_IN),
    Row("POST /language", "/language", EVERYBODY, {"language": "vi", "next": "/"}),
    Row("GET /", "/", SIGNED_IN),
    Row("GET /communes", "/communes", HOME | ELSEWHERE),
    Row("GET /form-token", "/form-token", SIGNED_IN),
    Row("GET /sw.js", "/sw.js", EVERYBODY),
    Row("GET /communes/{code}", "/communes/06607", HOME),
    Row("GET /communes/{code}/items/{item}", "/communes/06607/items/17.2", HOME),
    Row("POST /communes/{code}/items/{item}", "/communes/06607/items/17.2", OFFICER, {"value": "không phải số"}),
    Row(
        "POST /communes/{code}/items/{item}/preview", "/communes/06607/items/17.2/preview", OFFICER, {"value": "5"}
    ),
    Row("POST /communes/{code}/items/{item}/evidence", "/communes/06607/items/17.2/evidence", OFFICER),
    Row(
        "POST /communes/{code}/items/{item}/evidence/{number}/remove",
        "/communes/06607/items/17.2/evidence/999/remove",
        OFFICER,
    ),
    Row("GET /evidence/{number}", "/evidence/1", HOME),
    Row("GET /communes/{code}/submission", "/communes/06607/submission", HOME),
    # None of these may change anything here: the comment is too long, or the turn has not come.
    Row(
        "POST /communes/{code}/submission/submit", "/communes/06607/submission/submit", LEADER,
        {"comment": "x" * 2_001},
    ),
    Row("POST /communes/{code}/submission/return", "/communes/06607/submission/return", NOT_YET),
    Row("POST /communes/{code}/submission/accept", "/communes/06607/submission/accept", NOT_YET),
    Row("POST /communes/{code}/submission/confirm", "/communes/06607/submission/confirm", NOT_YET),
    Row("POST /communes/{code}/submission/declare", "/communes/06607/submission/declare", NOT_YET),
    Row("GET /periods", "/periods", HOME | ELSEWHERE),
    Row("POST /periods/{code}", "/periods/20", frozenset({"quan-tri-tinh"}), {"period": "không phải kỳ"}),
    Row("GET /areas", "/areas", HOME | ELSEWHERE),
    Row("GET /areas/{code}", "/areas/188", HOME_ABOVE),
    Row("GET /areas/{code}/trend", "/areas/188/trend", HOME_ABOVE),
    Row("GET /areas/{code}/matrix", "/areas/188/matrix", HOME_ABOVE),
    Row("GET /communes/{code}/history", "/communes/06607/history", HOME),
    Row("GET /acts", "/acts", frozenset({"can-bo-tinh", "quan-tri-tinh"})),
    Row("GET /communes/{code}/what-if", "/communes/06607/what-if", HOME - {"nguoi-xem"}),
    Row("GET /scenarios", "/scenarios", SUPPOSES | ELSEWHERE - {"xem-khac"}),
    # One without a name: whoever may is told so, and nothing is kept.
    Row("POST /scenarios", "/scenarios", SUPPOSES, {"unit": "06607"}),
    Row("GET /scenarios/compare", "/scenarios/compare?of=1&of=1", SUPPOSES),
    Row("GET /scenarios/{number}", "/scenarios/1", SUPPOSES),
    Row("POST /scenarios/{number}", "/scenarios/1", OFFICER, {"version": "0"}),
    Row("POST /scenarios/{number}/copy", "/scenarios/1/copy", SUPPOSES),
    Row("POST /scenarios/{number}/remove", "/scenarios/1/remove", OFFICER, {"version": "0"}),
    Row("GET /scenarios/{number}/file", "/scenarios/1/file", SUPPOSES),
    # A form that is none: whoever may print is told so, and nothing is printed here.
    Row("GET /scenarios/{number}/paper", "/scenarios/1/paper?form=x", SUPPOSES),
    Row("GET /plans/{code}", "/plans/06607", HOME - {"nguoi-xem"}),
    Row("GET /tasks", "/tasks?unit=06607", PRINTS),
    Row("GET /tasks/sheet", "/tasks/sheet?unit=06607", PRINTS),
    Row("GET /tasks/digest", "/tasks/digest?unit=06607", PRINTS),
    Row("GET /tasks/calendar", "/tasks/calendar?unit=06607", PRINTS),
    Row("GET /tasks/import", "/tasks/import", GIVES | {"lanh-dao-khac", "huyen-khac"}),
    # No file, no such file, no version seen, no such item: whoever may is told so, and nothing is written here.
    Row("POST /tasks/import", "/tasks/import", GIVES | {"lanh-dao-khac", "huyen-khac"}),
    Row(
        "POST /tasks/import/apply", "/tasks/import/apply", GIVES | {"lanh-dao-khac", "huyen-khac"},
        {"sha256": "0" * 64},
    ),
    Row("GET /tasks/{number}", "/tasks/1", PRINTS),
    Row("POST /tasks/{number}", "/tasks/1", GIVES | OFFICER, {"seen": "0"}),
    Row("GET /communes/{code}/tasks/new", "/communes/06607/tasks/new?item=17.1", GIVES),
    Row("POST /communes/{code}/tasks", "/communes/06607/tasks", GIVES, {"item": "17.1"}),
    Row("POST /communes/{code}/tasks/all", "/communes/06607/tasks/all", GIVES),
    Row("GET /tasks/officer", "/tasks/officer?unit=06607&person=c%C3%A1n%20b%E1%BB%99%201", SUPERIORS),
    Row("GET /imports", "/imports", ENTERS),
    Row("POST /imports", "/imports", ENTERS),
    Row("POST /imports/choose", "/imports/choose", ENTERS, {"sha256": "0" * 64}),
    Row("POST /imports/apply", "/imports/apply", ENTERS, {"sha256": "0" * 64}),
    Row("GET /papers", "/papers", PRINTS | ELSEWHERE - {"xem-khac"}),
    Row("GET /papers/orders", "/papers/orders", PRINTS | ELSEWHERE - {"xem-khac"}),
    # A kind that is none: whoever may print is told so, and nothing is printed here.
    Row("POST /papers", "/papers", PRINTS | ELSEWHERE - {"xem-khac"}, {"unit": "06607", "kind": "x"}),
    Row("GET /papers/{number}", "/papers/1", PRINTS | ELSEWHERE - {"xem-khac"}),
    Row("GET /sheets", "/sheets?unit=06607", PRINTS),
    Row("GET /help", "/help", SIGNED_IN),
    Row("GET /help/{name}", "/help/plan", SIGNED_IN),
    Row("GET /help/images/{name}.png", "/help/images/plan-average.png", SIGNED_IN),
    Row("GET /law", "/law", HOME | ELSEWHERE),
    Row("GET /law/compare", "/law/compare", HOME | ELSEWHERE),
    Row("GET /law/{set_id}", "/law/xa-ntm-2021-2025", HOME | ELSEWHERE),
    Row("GET /places", "/places", HOME | ELSEWHERE),
    Row("GET /places/{code}", "/places/06607", HOME),
    Row("GET /people", "/people", ADMIN),
    Row("POST /people", "/people", ADMIN, {"login": "x"}),
    Row("POST /people/{login}/grant", "/people/can-bo-xa/grant", ADMIN, {"role": "reader", "place": "188"}),
    Row("POST /people/{login}/end", "/people/xem-khac/end", ADMIN, {"role": "reader", "place": "06385"}),
    Row("POST /people/{login}/reset", "/people/het-han/reset", ADMIN),
    Row("POST /people/{login}/disable", "/people/het-han/disable", ADMIN),
)  # fmt: skip
