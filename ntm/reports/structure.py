"""The tags of a PDF as a screen reader needs them, put right where WeasyPrint leaves them short.

Head cells say that they head their column, pictures stand where they are drawn, and the room to sign is a form field.
Whether the whole then keeps what PDF/UA asks of an author is looked at, not taken for granted: an office's own
template may skip a heading.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pydyf

_POINTS = 0.75  # a CSS pixel
_HEADINGS = {f"/H{level}": level for level in range(1, 7)}


def mend(pdf: pydyf.PDF) -> bool:
    """Put the tags right in place; gives whether the paper may call itself accessible (PDF/UA-1)."""
    _flatten(pdf)
    elements = [
        one for one in pdf.objects if isinstance(one, pydyf.Dictionary) and one.get("Type") == "/StructElem"
    ]
    heights = {
        one.reference: float(one["MediaBox"][3]) for one in pdf.objects
        if isinstance(one, pydyf.Dictionary) and one.get("Type") == "/Page"
    }  # fmt: skip
    for element in elements:
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column"
            element.pop("ID", None)
        elif element["S"] == "/TD":
            # Every head is a column's, so a reader finds it by itself; naming it in each cell would say it twice.
            element["A"].pop("Headers", None)
        elif element["S"] == "/Figure":
            _place(element["A"], heights[element["Pg"]])
    return _steady(_HEADINGS[element["S"]] for element in elements if element["S"] in _HEADINGS) and (
        all("Alt" in element for element in elements if element["S"] == "/Figure")
        and bool(pdf.catalog.get("Lang"))
        and "Title" in pdf.info
    )


class _Nothing(pydyf.Object):  # type: ignore[misc]  # pydyf has no types
    """What stands in an object's place when nothing refers to it any more."""

    data = b"null"

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


_MEANINGLESS = ("/NonStruct", "/Span")


def _flatten(pdf: pydyf.PDF) -> None:
    """Give a block's words to the block itself where an element without a meaning stands between: half of all do."""
    if "StructTreeRoot" not in pdf.catalog:
        return
    root = _held(pdf, pdf.catalog["StructTreeRoot"])
    elements = {
        one.reference: one for one in pdf.objects
        if isinstance(one, pydyf.Dictionary) and one.get("Type") == "/StructElem"
    }  # fmt: skip
    document = root["K"][0]
    within: dict[bytes, bytes] = {}
    for reference, element in elements.items():
        for kid in element["K"]:
            inner = elements.get(kid) if isinstance(kid, bytes) else None
            if reference != document and inner is not None and inner["S"] in _MEANINGLESS:
                within[kid] = reference

    def kids(element: Any) -> list[Any]:
        return [
            one for kid in element["K"] for one in (kids(elements[kid]) if kid in within else [kid])
        ]  # fmt: skip

    for reference, element in elements.items():
        if reference not in within:
            element["K"][:] = kids(element)

    def block(reference: bytes) -> bytes:
        while reference in within:
            reference = within[reference]
        return reference

    for held in _held(pdf, root["ParentTree"])["Nums"][1::2]:
        if isinstance(held, list):
            held[:] = [block(one) for one in held]
    for reference in within:
        number = elements[reference].number
        pdf.objects[number] = _Nothing(number)


def _place(layout: Any, height: float) -> None:
    """A picture's box in points from the lower left corner: WeasyPrint gives pixels from the upper one."""
    left, top, right, bottom = (float(one) * _POINTS for one in layout["BBox"])
    layout["BBox"] = pydyf.Array([left, height - bottom, right, height - top])


def _steady(levels: Iterable[int]) -> bool:
    """Whether headings begin at the first level and never skip one on the way down; one at least is there."""
    before = 0
    for level in levels:
        if level > before + 1:
            return False
        before = level
    return before > 0


def tie(pdf: pydyf.PDF, page: pydyf.Dictionary, field: pydyf.Dictionary) -> None:
    """Make a form field's place in the tags: the empty block it lies over, else the document's end."""
    tagged = pdf.catalog.get("StructTreeRoot")
    if tagged is None:
        return
    root = _held(pdf, tagged)
    document = _held(pdf, root["K"][0])
    empty = [
        one for one in pdf.objects if isinstance(one, pydyf.Dictionary) and one.get("Type") == "/StructElem"
        and one["S"] == "/Div" and not one["K"] and one["Pg"] == page.reference
    ]  # fmt: skip
    if len(empty) == 1:
        [element] = empty
    else:
        element = pydyf.Dictionary({"Type": "/StructElem", "Pg": page.reference, "P": document.reference})
        pdf.add_object(element)
        document["K"].append(element.reference)
    held = pydyf.Dictionary({"Type": "/OBJR", "Obj": field.reference, "Pg": page.reference})
    pdf.add_object(held)
    element["S"], element["K"] = "/Form", pydyf.Array([held.reference])
    numbers = _held(pdf, root["ParentTree"])["Nums"]
    field["StructParent"] = max(numbers[::2]) + 1
    numbers += [field["StructParent"], element.reference]


def _held(pdf: pydyf.PDF, reference: bytes) -> Any:
    """The object that a reference names."""
    return pdf.objects[int(reference.split()[0])]
