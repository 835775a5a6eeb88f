"""How WordprocessingML is made and changed in a tree, in the order of its schema."""

from __future__ import annotations

from dossiers.formats.ooxml import Element, q

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARAGRAPH = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr"),
    *("suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap"),
    *("overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd"),
    *("snapToGrid", "spacing", "ind"),
)
"""What comes first among the properties of a paragraph, in its order (ISO 29500-1, 17.3.1.26)."""


def made(near: Element, tag: str, text: str | None = None, **values: str) -> Element:
    """A new element of the tree of another; `values` are attributes of the same namespace."""
    element: Element = near.makeelement(q(tag), nsmap=None)
    for name, value in values.items():
        element.set(q(f"w:{name}"), value)
    if text is not None:
        element.text = text
        element.set(_SPACE, "preserve")
    return element


def before(parent: Element, element: Element, but: str) -> None:
    """Put an element first in another, after the properties `but` where it has them."""
    parent.insert(int(len(parent) > 0 and parent[0].tag == but), element)


def remove(element: Element) -> None:
    """Take an element, and all that it holds, out of its tree."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def set_property(paragraph: Element, element: Element) -> None:
    """Give a paragraph a property in the place of its own."""
    properties = paragraph.find(q("w:pPr"))
    if properties is None:
        properties = made(paragraph, "w:pPr")
        paragraph.insert(0, properties)
    for own in properties.findall(element.tag):
        properties.remove(own)
    names = [q(f"w:{name}") for name in _PARAGRAPH]
    rank = names.index(element.tag)
    earlier = set(names[:rank])
    properties.insert(sum(each.tag in earlier for each in properties), element)
