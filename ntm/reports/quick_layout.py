"""What a batch's worker does not work out twice: the lines of the same words, used lengths, fonts.

The papers of a district share most of their words (names of indicators, requirements, sources, heads), and most
lengths of a style do not hang on where it stands. WeasyPrint works both out for every box; here they are remembered.
The pages are the same to the byte, which a test holds; any version of WeasyPrint but the one that was read is left as
it is. Only the workers of a batch with the shipped templates use it: one thread, and no style changed while laid out.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from typing import Any

import weasyprint
from weasyprint.css import AnonymousStyle, ComputedStyle
from weasyprint.css.functions import check_math
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, percent, preferred
from weasyprint.text import line_break

_READ_IN = "70.0"
_MOST_LINES = 30_000
"""Lines remembered before all are forgotten; a district has some 4.000, a kilobyte each."""

_PLAIN: dict[str, Any] = {
    "percentages": percent.resolve_percentages,
    "split": line_break.split_first_line,
    "font": line_break.get_font_description,
}
_LENGTHS = (
    "margin_left", "margin_right", "margin_top", "margin_bottom", "padding_left", "padding_right", "padding_top",
    "padding_bottom", "width", "min_width", "max_width", "height", "min_height", "max_height",
)  # fmt: skip
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_TEXT = (
    "font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_kerning", "font_variant_ligatures",
    "font_variant_position", "font_variant_caps", "font_variant_numeric", "font_variant_alternates",
    "font_variant_east_asian", "font_feature_settings", "font_variation_settings", "font_language_override", "lang",
    "direction", "text_decoration_line", "white_space", "word_break", "word_spacing", "letter_spacing",
    "overflow_wrap", "hyphens", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "tab_size",
    "line_height",
)  # fmt: skip
"""Everything of a style that ntm's version of weasyprint.text looks at."""


def install() -> bool:
    """Remember from now on, in this process; gives whether this version of WeasyPrint is one that is known."""
    if weasyprint.__version__ != _READ_IN:
        return False
    _put(_percentages, _split_first_line, _font_description)
    return True


def remove() -> None:
    """Work everything out again, as WeasyPrint does."""
    _put(_PLAIN["percentages"], _PLAIN["split"], _PLAIN["font"])


def _put(percentages: Callable[..., None], split: Callable[..., Any], font: Callable[..., Any]) -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("weasyprint.layout") and hasattr(module, "resolve_percentages"):
            vars(module)["resolve_percentages"] = percentages
    inline.split_first_line = preferred.split_first_line = split
    line_break.get_font_description = font


# -- used lengths --------------------------------------------------------------------------------------


def _percentages(box: Any, containing_block: Any) -> None:
    """weasyprint.layout.percent.resolve_percentages, where a style's lengths are pixels or auto worked out once."""
    style = box.style
    used = style.__dict__.get("ntm_used")
    if used is None:
        used = style.ntm_used = _used(style)
    if not used or isinstance(box, (boxes.PageBox, boxes.MarginBox)):
        _PLAIN["percentages"](box, containing_block)
        return
    lengths, borders, collapse = used
    held = box.__dict__
    held.update(lengths)
    if collapse:  # those of a table's cells were settled between neighbours
        for name, value in borders.items():
            if not hasattr(box, name):
                held[name] = value
    else:
        held.update(borders)


def _used(style: Any) -> Any:
    """Lengths, widths of borders, and whether borders collapse; () where anything hangs on the surroundings."""
    if style["box_sizing"] != "content-box":
        return ()
    lengths: dict[str, Any] = {}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto":
            lengths[name] = 0 if name in ("min_width", "min_height") else "auto"
        elif value is None or check_math(value) or value.unit.lower() != "px":
            return ()
        else:
            lengths[name] = value.value
    return lengths, {name: style[name] for name in _BORDERS}, style["border_collapse"] == "collapse"


# -- lines of text -------------------------------------------------------------------------------------


def _key(style: Any) -> tuple[Any, ...]:
    """What of a style decides how a line is set."""
    key: tuple[Any, ...] | None = style.__dict__.get("ntm_key")
    if key is None:
        key = style.ntm_key = tuple(map(style.__getitem__, _TEXT))
    return key


def _kept(style: Any, name: str) -> dict[Any, Any]:
    """What is remembered with the fonts that it was set in."""
    held: dict[Any, Any] = style.font_config.__dict__.setdefault(f"ntm_{name}", {})
    return held


def _split_first_line(
    text: str, style: Any, context: Any, max_width: Any, justification_spacing: float,
    is_line_start: bool = True, minimum: bool = False,
) -> Any:  # fmt: skip
    """weasyprint.text.line_break.split_first_line, once for the same words in the same style and width."""
    lines = _kept(style, "lines")
    key = (text, max_width, justification_spacing, is_line_start, minimum, _key(style))
    found = lines.get(key)
    if found is None:
        found = _PLAIN["split"](
            text, style, context, max_width, justification_spacing, is_line_start, minimum
        )
        if len(lines) >= _MOST_LINES:
            lines.clear()
        lines[key] = copy.copy(found[0]), *found[1:]
        return found
    return copy.copy(found[0]), *found[1:]


def _font_description(style: Any) -> Any:
    """weasyprint.text.fonts.get_font_description, once a style; Pango copies what it is given."""
    if not isinstance(style, (ComputedStyle, AnonymousStyle)):  # of a drawing: no style that keeps
        return _PLAIN["font"](style)
    fonts = _kept(style, "fonts")
    key = _key(style)
    if key not in fonts:
        fonts[key] = _PLAIN["font"](style)
    return fonts[key]
