"""The user guide (docs/guide, shipped in the wheel) as pages: Markdown to HTML with no raw HTML and no styles.

Links between the guide's pages lead to the pages inside the program; a link that leads elsewhere in the
repository becomes plain text, since an office has no repository.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from ntm.resources import shipped_folder
from ntm.vietnamese.collation import collation_key

if TYPE_CHECKING:
    from markdown_it.token import Token

_NAME = re.compile(r"[a-z0-9-]{1,60}")
_FIRST = ("office", "status", "compare")
"""Pages that stand first in the contents, where they are there."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the guide: its name in addresses, its title, and its text as HTML."""

    name: str
    title: str
    body: Markup


@cache
def folder() -> Path | None:
    """Where the guide lies; None where the program was installed without it."""
    try:
        return shipped_folder("guide")
    except FileNotFoundError:
        return None


@cache
def contents() -> tuple[Page, ...]:
    """Every page of the guide, in the order of the contents."""
    here = folder()
    pages = [_page(path) for path in sorted(here.glob("*.md"))] if here is not None else []

    def place(page: Page) -> tuple[object, ...]:
        first = _FIRST.index(page.name) if page.name in _FIRST else len(_FIRST)
        return (first, collation_key(page.title))

    return tuple(sorted(pages, key=place))


def page(name: str) -> Page | None:
    """The page of that name."""
    return next((one for one in contents() if one.name == name), None)


def picture(name: str) -> Path | None:
    """The file of a picture of the guide; None for any other name, however written."""
    here = folder()
    if here is None or not _NAME.fullmatch(name):
        return None
    path = here / "images" / f"{name}.png"
    return path if path.is_file() else None


def _page(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    title = next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), path.stem)
    return Page(path.stem, title, html_of(text))


def html_of(text: str) -> Markup:
    """Markdown as HTML that the policy of the pages allows."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    for token in tokens:
        _mend(token)
        for child in token.children or []:
            _mend(child)
        if token.children:
            token.children = list(_linked(token.children))
    made = reader.renderer.render(tokens, reader.options, {})
    made = made.replace("<table>", '<div class="scroll" tabindex="0" role="region" aria-label="#"><table>')
    made = made.replace("</table>", "</table></div>").replace("<pre>", '<pre tabindex="0">')
    count = 0

    def numbered(_match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f'aria-label="{count}"'

    return Markup(re.sub('aria-label="#"', numbered, made))  # noqa: S704 - the shipped text, raw HTML escaped


def _mend(token: Token) -> None:
    """Classes in place of styles; addresses inside the program."""
    style = str(token.attrs.pop("style", ""))
    if "right" in style:
        token.attrs["class"] = "n"
    if token.type == "image":
        name = Path(str(token.attrs.get("src", ""))).stem
        token.attrs["src"] = f"/help/images/{name}.png"
        token.attrs["loading"] = "lazy"
    if token.type == "link_open":
        token.attrs["href"] = _address(str(token.attrs.get("href", "")))


def _address(written: str) -> str:
    """Where a link of the guide leads inside the program; empty for what is not there."""
    if written.startswith(("https://", "#")):
        return written
    path, _sharp, part = written.partition("#")
    if "/" in path or not path.endswith(".md") or not _NAME.fullmatch(path[:-3]):
        return ""
    return f"/help/{path[:-3]}" + (f"#{part}" if part else "")


def _linked(children: list[Token]) -> list[Token]:
    """Without the links that lead nowhere; their text stays."""
    kept: list[Token] = []
    dropped: list[bool] = []
    for token in children:
        if token.type == "link_open":
            dropped.append(not token.attrs.get("href"))
        if token.type in ("link_open", "link_close"):
            nowhere = dropped[-1]
            if token.type == "link_close":
                dropped.pop()
            if nowhere:
                continue
        kept.append(token)
    return kept
