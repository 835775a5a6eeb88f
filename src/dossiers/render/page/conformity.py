"""What WeasyPrint leaves undone for PDF/A-3a, PDF/UA-1 and signing, done before a file is written.

Sole importer of pydyf, whose objects WeasyPrint hands over.
"""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dossiers.blocks import Attachment

_SIGNATURES_EXIST = 1


def finish(laid_out: Any, pdf: Any, *, attachments: tuple[Attachment, ...]) -> None:
    """Complete a tagged file of WeasyPrint's. Its boxes to tick become signature fields."""
    _claim_accessibility(pdf)
    _relate_attachments(pdf, attachments)
    _wrap_entries(pdf)
    _join_tables(laid_out, pdf)
    _leave_out_page_numbers(pdf)
    _share_headers(pdf)
    _mark_margins(pdf)
    _make_signature_fields(pdf)


def _typed(pdf: Any, kind: str) -> list[Any]:
    return [entry for entry in pdf.objects if isinstance(entry, dict) and entry.get("Type") == kind]


def _elements(pdf: Any, kind: str) -> list[Any]:
    return [entry for entry in _typed(pdf, "/StructElem") if entry["S"] == kind]


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _claim_accessibility(pdf: Any) -> None:
    """Say in the metadata that the file is PDF/UA-1 too (ISO 14289-1, 5).

    PDF/A wants the namespace described, and all in one rdf:RDF (ISO 19005-3, 6.6.2.3).
    """
    claim = files("dossiers.render").joinpath("pdfua.xml").read_bytes()
    metadata = _object(pdf, pdf.catalog["Metadata"])
    (packet,) = metadata.stream
    before, end, after = packet.partition(b"</rdf:RDF>")
    metadata.stream = [before + claim + end + after]


def _relate_attachments(pdf: Any, attachments: tuple[Attachment, ...]) -> None:
    """Say once how each embedded file relates to the document (ISO 32000-2, 7.11.3 and 14.13).

    WeasyPrint lists each twice, and knows one relationship for two files of the same bytes.
    """
    import pydyf  # noqa: PLC0415 - cold start

    relationships = {item.name: item.relationship for item in attachments}
    embedded = _typed(pdf, "/Filespec")
    for entry in embedded:
        entry["AFRelationship"] = f"/{relationships[entry['UF'].string]}"
    if embedded:
        pdf.catalog["AF"] = pydyf.Array([entry.reference for entry in embedded])


def _wrap_entries(pdf: Any) -> None:
    """Put the paragraphs of a list's entry in its body, where PDF/UA wants them.

    An LI holds an Lbl and an LBody only (ISO 32000-1, table 336); WeasyPrint makes the latter
    for bare text, not for paragraphs.
    """
    import pydyf  # noqa: PLC0415 - cold start

    for entry in _elements(pdf, "/LI"):
        loose = [kid for kid in entry["K"] if _object(pdf, kid)["S"] not in ("/Lbl", "/LBody")]
        if loose:
            body = pydyf.Dictionary(
                {
                    "Type": "/StructElem",
                    "S": "/LBody",
                    "K": pydyf.Array(loose),
                    "Pg": entry["Pg"],
                    "P": entry.reference,
                }
            )
            pdf.add_object(body)
            for kid in loose:
                _object(pdf, kid)["P"] = body.reference
            labels = [kid for kid in entry["K"] if kid not in loose]
            entry["K"] = pydyf.Array([*labels, body.reference])


def _join_tables(laid_out: Any, pdf: Any) -> None:
    """Make one table of the parts that stand on several pages, its header said once.

    WeasyPrint tags each part as a table of its own. The header printed again leaves the tree, so
    that `_mark_margins` makes an artifact of it.
    """
    import pydyf  # noqa: PLC0415 - cold start

    known: dict[Any, Any] = {}
    names: dict[str, Any] = {}
    for cell in _header_cells(laid_out):
        first = known.setdefault(cell.element, cell.mark)
        if first is not cell.mark:
            names[cell.mark["ID"].string] = first["ID"]
            _continue_table(pdf, cell.mark, first)
    for cell in _elements(pdf, "/TD") if names else ():
        heard = cell["A"]["Headers"]
        cell["A"]["Headers"] = pydyf.Array([names.get(name.string, name) for name in heard])


def _header_cells(laid_out: Any) -> Iterator[Any]:
    """The boxes of the header cells as they are printed; `mark` is where WeasyPrint keeps tags."""
    for page in laid_out.pages:
        for box in page._page_box.descendants():  # noqa: SLF001 - no public way to a table's parts
            if box.element_tag == "th" and hasattr(box, "mark"):
                yield box


def _continue_table(pdf: Any, again: Any, first: Any) -> None:
    """Move the rows under a header said again to the table where it was said first."""
    head = _above(pdf, again, "/THead")
    part, table = _above(pdf, head, "/Table"), _above(pdf, first, "/Table")
    parts = _object(pdf, part["P"])["K"]
    if part.reference in parts:
        parts.remove(part.reference)
        rows = [kid for kid in part["K"] if kid != head.reference]
        table["K"].extend(rows)
        for row in rows:
            _object(pdf, row)["P"] = table.reference


def _above(pdf: Any, element: Any, kind: str) -> Any:
    """The element of a kind that holds another."""
    while element["S"] != kind:
        element = _object(pdf, element["P"])
    return element


def _leave_out_page_numbers(pdf: Any) -> None:
    """Keep the page numbers of the table of contents out of the words that are read.

    A reader who hears the document follows the link; and these numbers, which the Word file
    has not, are no words of the document.
    """
    import pydyf  # noqa: PLC0415 - cold start

    for entry in _elements(pdf, "/LBody"):
        links = [kid for kid in entry["K"] if _object(pdf, kid)["S"] == "/Link"]
        if links:
            entry["K"] = pydyf.Array(links)


def _share_headers(pdf: Any) -> None:
    """Give the cells under a header of several columns that header, not the first one alone.

    A cell without header breaks the structure of its table (ISO 14289-1, 7.5).
    """
    for row in _elements(pdf, "/TR"):
        cells = [_object(pdf, kid) for kid in row["K"]]
        for before, cell in pairwise(cells):
            if cell["S"] == "/TD" and not cell["A"]["Headers"]:
                cell["A"]["Headers"] = before["A"]["Headers"]


def _mark_margins(pdf: Any) -> None:
    """Make artifacts of running headers and footers, so that they are not read as content.

    Their marked content has a place in the parent tree but none in the structure tree, and is
    found by that (ISO 14289-1, 7.8).
    """
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    alive = _marked_content(pdf, root)
    parents = _object(pdf, root["ParentTree"])["Nums"]
    for entry in _typed(pdf, "/Page"):
        stream = _object(pdf, entry["Contents"]).stream
        owners = parents[2 * entry["StructParents"] + 1]
        for index, operand in enumerate(stream):
            number = operand.get("MCID") if isinstance(operand, dict) else None
            if number is not None and (entry.reference, number) not in alive:
                stream[index - 1] = "/Artifact"
                stream[index] = b"<</Type/Pagination>>"
                owners[number] = b"null"


def _marked_content(pdf: Any, root: Any) -> set[tuple[bytes, int]]:
    """The page and number of each piece of content that the structure tree reaches."""
    reached: set[tuple[bytes, int]] = set()
    waiting: list[tuple[Any, bytes]] = [(root["K"], b"")]
    while waiting:
        kid, on_page = waiting.pop()
        if isinstance(kid, list):
            waiting.extend((inner, on_page) for inner in kid)
        elif isinstance(kid, int):
            reached.add((on_page, kid))
        elif isinstance(kid, bytes):
            element = _object(pdf, kid)
            if isinstance(element, dict) and "K" in element:
                waiting.append((element["K"], element.get("Pg", on_page)))
    return reached


def _make_signature_fields(pdf: Any) -> None:
    """Turn boxes to tick, which WeasyPrint places and tags, into empty signature fields.

    A field has an appearance even before it is signed (ISO 19005-3, 6.3.3), here of nothing.
    """
    import pydyf  # noqa: PLC0415 - cold start

    if "AcroForm" not in pdf.catalog:
        return
    form = pdf.catalog["AcroForm"]
    for reference in form["Fields"]:
        field = _object(pdf, reference)
        left, right = sorted(field["Rect"][::2])
        bottom, top = sorted(field["Rect"][1::2])
        place = {"Type": "/XObject", "Subtype": "/Form", "Resources": pydyf.Dictionary()}
        place["BBox"] = pydyf.Array([0, 0, right - left, top - bottom])
        nothing = pydyf.Stream([], place)
        pdf.add_object(nothing)
        for key in ("AS", "MK", "V", "Border"):
            del field[key]
        field["FT"] = "/Sig"
        field["Rect"] = pydyf.Array([left, bottom, right, top])
        field["AP"] = pydyf.Dictionary({"N": nothing.reference})
    pdf.catalog["AcroForm"] = pydyf.Dictionary(
        {"Fields": form["Fields"], "SigFlags": _SIGNATURES_EXIST}
    )
    for element in _elements(pdf, "/Form"):
        # pyHanko takes a second signature for a forgery of the first when this is an array.
        (element["K"],) = element["K"]
