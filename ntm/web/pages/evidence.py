"""Files of evidence: sent, shown, taken away. A file is shown as a download, and never runs as a page."""

from __future__ import annotations

from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from ntm.errors import DataError
from ntm.service.access.rights import Action
from ntm.service.entering import evidence
from ntm.service.entering.evidence import MOST_BYTES, File
from ntm.vietnamese.messages import _
from ntm.web.errors import wants_json
from ntm.web.spot import spot
from ntm.web.visit import NotFound, Posted, Visited, page_router, to

router = page_router()


@router.post("/communes/{code}/items/{item}/evidence")
def send(visit: Visited, posted: Posted, code: str, item: str) -> Response:
    """Keep the files sent as evidence of the indicator: all of them or none."""
    here = spot(visit, code, Action.ENTER)
    files = [
        File(one.filename or "", one.file.read(MOST_BYTES + 1))
        for one in posted.getlist("files")
        if isinstance(one, UploadFile) and one.filename
    ]
    evidence.add_files(visit.workspace, visit.rights, visit.person, here.place(item), files)
    if wants_json(visit.request):
        return JSONResponse({"said": _("Đã nhận {count} tệp.").format(count=len(files))})
    return to(f"{here.path(f'/items/{item}')}#evidence")


@router.post("/communes/{code}/items/{item}/evidence/{number}/remove")
def remove(visit: Visited, code: str, item: str, number: int) -> Response:
    """Take a file away: the record of it stays."""
    here = spot(visit, code, Action.ENTER)
    evidence.remove_file(visit.workspace, visit.rights, visit.person, here.place(item), number)
    return to(f"{here.path(f'/items/{item}')}#evidence")


@router.get("/evidence/{number}")
def show(visit: Visited, number: int) -> Response:
    """The file, to those who may see its commune."""
    found = evidence.file_of(visit.workspace, number)
    if found is None:
        raise NotFound(_("Không có tệp minh chứng này."))
    held, content = found
    unit = next(
        (
            one
            for one in visit.workspace.territory.of_code(held.unit_code)
            if one.valid_from == held.unit_from
        ),
        None,
    )
    if unit is None:
        raise DataError(_("Đơn vị của tệp này không còn trong danh mục."))
    visit.rights.require(Action.SEE, unit, held.day)
    kind = "inline" if held.media_type.startswith("image/") else "attachment"
    return Response(
        content,
        media_type=held.media_type,
        headers={
            "content-disposition": f"{kind}; filename*=UTF-8''{quote(held.name)}",
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )
