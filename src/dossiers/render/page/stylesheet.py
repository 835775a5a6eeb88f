"""The CSS of a skin: what its Word styles say, as rules for the PDF and the HTML page."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from dossiers.formats.fonts import outline, read_fonts
from dossiers.skins.wordstyles import points

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dossiers.skins.skin import Page, Skin
    from dossiers.skins.wordstyles import Css

_SELECTORS = {
    "Body Text": ".text",
    "Mention": ".mention",
    "Surtitre": ".overline",
    "Title": ".title",
    "Subtitle": ".below",
    "heading 1": ".heading-1",
    "heading 2": ".heading-2",
    "heading 3": ".heading-3",
    "List Bullet": ".bullets > li > p",
    "Liste à repères": ".marked > li > p",
    "List Continue": "li > p.continued",
    "Texte de tableau": "td, th",
    "En-tête de tableau": "th",
    "caption": "caption",
    "Note": ".note",
    "TOC Heading": ".contents-title",
    "toc 1": ".entry-1",
    "toc 2": ".entry-2",
    "Signature": ".signatory p",
    "À compléter": ".blank",
}
_DRAFT = "PROJET"
_RESET = (
    "body, p, h1, h2, h3, h4, h5, h6, ul, ol, li, table, caption, td, th { margin: 0; padding: 0 }"
)
"""What browsers and WeasyPrint would add on their own."""
_INDENTED = ("List Bullet", "Liste à repères", "List Continue")
_BOX = ("margin-top", "margin-bottom", "margin-left", "margin-right", "break-after", "break-inside")
_LETTERS = ("font-family", "font-size", "color", "--line", "text-align")
_CELLS = ("Texte de tableau", "En-tête de tableau", "caption")


@lru_cache(maxsize=8)
def stylesheet(skin: Skin) -> str:
    """All the CSS of a skin: its own rules, then the structure that every skin shares."""
    structure = files("dossiers.render").joinpath("page.css").read_text(encoding="utf-8")
    return "\n".join((_RESET, *_own_rules(skin), structure, *_last_rules(skin)))


@lru_cache(maxsize=8)
def draft_stylesheet(skin: Skin) -> str:
    """The rule that puts the draft's pale word behind each page of the PDF, as an artifact."""
    width, height = skin.page.width / 20, skin.page.height / 20
    family = skin.styles["TOC Heading"].css.get("font-family", "").strip('"').lower()
    fonts = skin.fonts or read_fonts(skin.folders)  # a Word model may name no font at all
    font = max(fonts, key=lambda face: (face.family.lower() == family, face.bold))
    # Drawn, not written: the word is no text to be read, searched or copied.
    path, length = outline(font, _DRAFT)
    size = 560 / length
    picture = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:g} {height:g}' "
        f"width='{width:g}pt' height='{height:g}pt'><path fill='%23eceff1' d='{path}' "
        f"transform='translate({width / 2:g} {height / 2:g}) rotate(-52) "
        f"scale({size:.4f} {-size:.4f}) translate({-length / 2:.0f} -330)'/></svg>"
    )
    # Each property by its own name: of « background: … », which WeasyPrint reads within assertions,
    # `python -O` would leave out the place.
    return (
        f'@page {{ background-image: url("data:image/svg+xml,{picture}"); '
        f"background-position: center; background-size: {width:g}pt {height:g}pt; "
        "background-repeat: no-repeat; background-clip: border-box; "
        "background-origin: border-box }\n"
        f'@media screen {{ body {{ background-image: url("data:image/svg+xml,{picture}"); '
        "background-position: center top; background-repeat: repeat-y }}"
    )


@lru_cache(maxsize=8)
def line_heights(skin: Skin) -> Mapping[str, float]:
    """The height of a single line of each family of the skin, as a share of the size."""
    return {font.family.lower(): font.line for font in skin.fonts}


def declarations(css: Css, lines: Mapping[str, float], family: str = "") -> str:
    """The text of declarations. `lines` gives the single line of each family."""
    out = {name: text for name, text in css.items() if not name.startswith("--")}
    if "--line" in css:
        own = css.get("font-family", family).strip('"').lower()
        out["line-height"] = f"{float(css['--line']) * lines.get(own, 1.2):.3f}"
    if "font-family" in out:
        out["font-family"] = f"{out['font-family']}, {_fallback(lines, out['font-family'])}"
    return "; ".join(f"{name}: {text}" for name, text in out.items())


def _fallback(lines: Mapping[str, float], family: str) -> str:
    """The other families: a rare sign that one font lacks may stand in another."""
    others = sorted(name for name in lines if name != family.strip('"').lower())
    return ", ".join([*(f'"{name}"' for name in others), "serif"])


def _own_rules(skin: Skin) -> list[str]:
    lines = line_heights(skin)
    base = {**skin.defaults, **skin.styles["Normal"].css}
    family = base.get("font-family", "")
    rules = [*_pages(skin.page), f"html {{ {declarations(base, lines)} }}"]
    for name, selector in _SELECTORS.items():
        css = dict(skin.styles[name].css)
        if name == "caption":
            css = {key.replace("margin-", "padding-"): text for key, text in css.items()}
        if name in _CELLS:
            css = {key: text for key, text in css.items() if key not in _BOX}
        if name in _INDENTED:
            css = {key: text for key, text in css.items() if key != "margin-left"}
        if name == "Note":
            css = _boxed(css)
        rules.append(f"{selector} {{ {declarations(css, lines, family)} }}")
    link = skin.styles["Hyperlink"].css
    rules.append(f"a {{ {declarations({k: v for k, v in link.items() if k == 'color'}, lines)} }}")
    return rules


def _boxed(css: Css) -> dict[str, str]:
    """Word draws a paragraph's border and shade in its indents, CSS between margin and text."""
    left = _size(css.get("margin-left")) - _size(css.get("padding-left"))
    border = css.get("border-left", "0pt").split()[0]
    return {**css, "margin-left": f"{max(0, left - _size(border)):g}pt", "padding-right": "6pt"}


def _size(length: str | None) -> float:
    return float(length.removesuffix("pt")) if length and length.endswith("pt") else 0.0


def _last_rules(skin: Skin) -> list[str]:
    """What must win over the structure: tables, lists and frames as the skin draws them."""
    rules = [
        f"table {{ {declarations(skin.table.table, {})} }}",
        f"td, th {{ {declarations(skin.table.cell, {})} }}",
        f"th {{ {declarations(skin.table.header, {})} }}",
        "tbody tr:first-child > td { border-top: none }",
        f".bar div {{ background-color: {skin.bar[0]} }}",
        f".left-over div {{ background-color: {skin.bar[1]} }}",
        f".signature-frame {{ {declarations(skin.frame.table, {})} }}",
    ]
    # Whatever a list's own style says, an entry of a note looks like the note.
    note = {k: v for k, v in skin.styles["Note"].css.items() if k in _LETTERS}
    rules.append(f".note li > p {{ {declarations(note, line_heights(skin))} }}")
    marked = skin.styles["Liste à repères"]
    hanging = points(marked.hanging or marked.left)
    rules += [
        f"ol.marked > li {{ padding-left: {points(marked.left)} }}",
        f".lead {{ text-indent: -{hanging} }}",
        f".marker {{ min-width: {hanging} }}",
        f".bullets > li {{ margin-left: {points(skin.bullets[0].left)} }}",
    ]
    for level in (1, 2):
        right = skin.styles[f"toc {level}"].css.get("margin-right", "0")
        rules.append(f".entry-{level} .page-of::after {{ right: -{right}; width: {right} }}")
    nesting = ".bullets"
    for bullet in skin.bullets:
        rules.append(f'{nesting} {{ list-style-type: "{_quoted(bullet.sign)}\\2002" }}')
        nesting = f"li {nesting}"
    return rules


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _pages(page: Page) -> list[str]:
    margins = " ".join(points(side) for side in (page.top, page.right, page.bottom, page.left))
    size = f"size: {points(page.width)} {points(page.height)}; margin: {margins}"
    top = f"vertical-align: top; width: 100%; padding-top: {points(page.header)}"
    bottom = f"vertical-align: bottom; width: 100%; padding-bottom: {points(page.footer)}"
    every = f"@top-center {{ content: element(running-header); {top} }} "
    every += f"@bottom-center {{ content: element(running-footer); {bottom} }}"
    first = "@top-center { content: element(first-header) } "
    first += "@bottom-center { content: element(first-footer) }"
    return [f"@page {{ {size}; {every} }}", f"@page :first {{ {first} }}"]
