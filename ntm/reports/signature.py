"""An empty signature field where the signature will stand, for an office's own signing tool to fill.

Nothing is signed, drawn or stamped here: the field is invisible until a tool signs in it.
"""

from __future__ import annotations

from typing import Any

import pydyf
from weasyprint.document import Document

from ntm.reports.structure import tie

FIELD = "chu-ky"
_POINTS = 0.75  # a CSS pixel


def leave_signature_field(document: Document, pdf: pydyf.PDF) -> None:
    """Put the field over the room to sign, the element of class `space`; a paper without one gets no field."""
    pages = [
        item for item in pdf.objects if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/Page"
    ]
    for page, laid in zip(pages, document.pages, strict=True):
        box = _room(laid._page_box)
        if box is None:
            continue
        left, top = box.position_x * _POINTS, laid.height * _POINTS - box.position_y * _POINTS
        wide, high = box.margin_width() * _POINTS, box.margin_height() * _POINTS
        look = pydyf.Stream(
            extra={"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, wide, high])}
        )
        pdf.add_object(look)
        field = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Widget",
                "FT": "/Sig",
                "T": pydyf.String(FIELD),
                "TU": pydyf.String("Chữ ký"),
                "F": 4,  # printed
                "Rect": pydyf.Array([left, top - high, left + wide, top]),
                "P": page.reference,
                "AP": pydyf.Dictionary({"N": look.reference}),
            }
        )
        pdf.add_object(field)
        page.setdefault("Annots", pydyf.Array()).append(field.reference)
        tie(pdf, page, field)
        pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([field.reference])})
        return


def _room(box: Any) -> Any:
    """The box of the element of class `space`, or None."""
    element = getattr(box, "element", None)
    if element is not None and element.get("class") == "space":
        return box
    return next(
        (found for child in getattr(box, "children", ()) if (found := _room(child)) is not None), None
    )
