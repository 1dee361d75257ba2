"""What templates share: the cells of a wide table."""

from __future__ import annotations

from markupsafe import Markup

from ntm.web.templating import environment


def test_woven_cells_escape_whatever_is_not_markup() -> None:
    woven = environment().filters["woven"]
    cells = woven(
        ("met", "not_met"),
        ("#c-1", "#<2>"),
        {"met": Markup("<b>"), "not_met": "<i>"},
        "/communes/<x>",
        {"met": Markup("</b>"), "not_met": Markup("</i>")},
    )
    assert isinstance(cells, Markup)
    assert cells == "<b>/communes/&lt;x&gt;#c-1</b>&lt;i&gt;/communes/&lt;x&gt;#&lt;2&gt;</i>"
