"""Each check of the layout sees the defect it is for, and lets a sound document pass."""

from __future__ import annotations

from readers.layout import Margins, defects
from samples import made

LINE = "La convention fixe les engagements de chacun des partenaires du programme éducatif. "
WORDS = LINE * 8
PARAGRAPH = f"<p>{WORDS}</p>"
ROWS = "".join(f"<tr><td>Poste {n}</td><td>{n} €</td></tr>" for n in range(3))
HEAD = "<tr><th>Poste</th><th>Montant</th></tr>"
TABLE = f"<table><thead>{HEAD}</thead><tbody>{ROWS}</tbody></table>"
SIGN = (
    "<form><div style='width: 70mm; break-inside: avoid'><p>Pour la caisse</p>"
    "<input type=checkbox name=SIG_caisse title=Caisse></div></form>"
)
STYLE = (
    "p { margin: 0 0 2mm; orphans: 2; widows: 2; text-align: justify }"
    "h1, h2 { font-size: 13pt; break-after: avoid }"
    "table { width: 100%; table-layout: fixed } thead { display: table-header-group }"
    "tr { break-inside: avoid }"
    "input { appearance: auto; display: block; width: 70mm; height: 30mm }"
)
LOOSE = (
    "p { margin: 0; orphans: 1; widows: 1; text-align: justify } "
    "h2 { font-size: 11pt; margin: 0; break-after: auto }"
    "table { width: 100%; border-spacing: 0 } td, th { padding: 0 }"
    "@page { size: 120mm 80mm; margin: 20mm }"
)
SMALL_SHEET = Margins(20, 20, 20, 20)


def seen(
    body: str, style: str = STYLE, margins: Margins | None = None, **more: object
) -> list[str]:
    return defects(made(body, style), margins or Margins(), **more)  # type: ignore[arg-type]


def test_a_sound_document_has_no_defect() -> None:
    body = f"<h1>Convention</h1>{PARAGRAPH * 3}<h2>Article 1</h2>{PARAGRAPH * 12}{TABLE}{PARAGRAPH}"
    assert seen(f"{body}<p>Fait à Landerneau.</p>{PARAGRAPH}{SIGN}") == []


def test_a_page_filled_by_less_than_a_third_is_seen() -> None:
    broken = "<h1>Convention</h1><p>Objet.</p><h2 style='break-before: page'>Annexe 1</h2>"
    assert seen(broken + PARAGRAPH) == ["page 1: filled by 7% only, before « Annexe 1 »"]


def test_a_short_page_before_a_chosen_break_is_sound() -> None:
    broken = "<h1>Convention</h1><p>Objet.</p><h2 style='break-before: page'>Annexe 1</h2>"
    assert seen(broken + PARAGRAPH, starts=("Annexe",)) == []


def test_a_short_last_page_is_sound() -> None:
    assert seen(f"<h1>Convention</h1>{PARAGRAPH * 8}") == []


def lines(count: int) -> str:
    """As many lines of 11 pt as asked, on the small sheet whose page holds six."""
    return "<p>Ligne</p>" * count


def test_the_small_sheet_holds_six_lines() -> None:
    assert seen(lines(12), LOOSE, SMALL_SHEET) == []


def test_a_title_at_the_bottom_of_a_page_is_seen() -> None:
    body = f"{lines(5)}<h2>Article 2</h2><p>Durée</p>"
    found = seen(body, LOOSE, SMALL_SHEET)
    assert found == ["page 1: title alone at the bottom, « Article 2 »"]


def test_a_caption_at_the_bottom_of_a_page_is_seen() -> None:
    table = "<table><caption>Tableau 2</caption><tr><td style='height: 39mm'>1</td></tr></table>"
    found = seen(lines(6) + table, LOOSE, SMALL_SHEET, starts=("1",))
    assert found == ["page 2: caption alone at the bottom, « Tableau 2 »"]


def test_a_table_header_at_the_bottom_of_a_page_is_seen() -> None:
    table = f"<table><tbody>{HEAD}{ROWS}</tbody></table>"
    found = seen(lines(5) + table, LOOSE, SMALL_SHEET)
    assert found == ["page 1: table header alone at the bottom, « Montant »"]


def test_a_title_that_ends_the_document_is_seen() -> None:
    found = seen(f"<h1>Convention</h1>{PARAGRAPH}<h2>Article 9</h2>")
    assert found == ["page 1: title without text, « Article 9 »"]


def test_a_single_first_line_at_the_bottom_is_seen() -> None:
    found = seen(f"{lines(5)}<p>{LINE * 2}</p>", LOOSE, SMALL_SHEET)
    assert [defect.split(",")[0] for defect in found] == ["page 1: single first line at the bottom"]


def test_a_single_last_line_at_the_top_is_seen() -> None:
    found = seen(f"{lines(3)}<p>{LINE * 2}</p>{lines(4)}", LOOSE, SMALL_SHEET)
    assert [defect.split(",")[0] for defect in found] == ["page 2: single last line at the top"]


def test_two_paragraphs_of_one_line_are_not_the_halves_of_one() -> None:
    assert seen(f"{lines(5)}<p>Fin.</p><p>Suite.</p>{lines(5)}", LOOSE, SMALL_SHEET) == []


def test_small_text_is_seen_wherever_it_is() -> None:
    style = STYLE + "@page { @bottom-left { content: 'Pied'; font-size: 7pt } }"
    found = seen(f"<h1>Titre</h1>{PARAGRAPH}<p style='font-size: 8.5pt'>Petit</p>", style)
    assert found == ["page 1: text of 7 pt, « Pied »", "page 1: text of 8.5 pt, « Petit »"]


def test_text_in_the_margin_is_seen() -> None:
    long = "<p style='width: 40mm; white-space: nowrap'>" + LINE * 2 + "</p>"
    found = seen(f"<h1>Titre</h1>{PARAGRAPH}{long}")
    assert len(found) == 1
    assert found[0].startswith("page 1: text in the margin, « La convention fixe")


def test_a_footer_at_the_edge_of_the_sheet_is_seen() -> None:
    style = STYLE + "@page { @bottom-left { content: 'Pied'; vertical-align: bottom } }"
    found = seen(f"<h1>Titre</h1>{PARAGRAPH}", style)
    assert found == ["page 1: text at the edge of the sheet, « Pied »"]


def test_text_that_leaves_its_cell_is_seen() -> None:
    reference = "<tr><td style='white-space: nowrap'>Référence-du-dossier-sans-fin" + "-et" * 15
    rows = f"{reference}</td><td>Montant</td></tr>"
    table = TABLE.replace("<tbody>", f"<tbody>{rows}")
    found = seen(f"<h1>Titre</h1>{PARAGRAPH}{table}{PARAGRAPH}")
    assert len(found) == 1
    assert found[0].startswith("page 1: text beyond its cell, « Référence-du-dossier")


def test_a_long_word_in_a_cell_beside_an_empty_one_is_seen() -> None:
    rows = f"<tr><td style='white-space: nowrap'>{'Référence' * 7}</td><td></td></tr>"
    found = seen(f"<h1>Titre</h1>{PARAGRAPH}{TABLE.replace('<tbody>', f'<tbody>{rows}')}")
    assert len(found) == 1
    assert "text beyond its cell" in found[0]


def test_signature_frames_alone_on_a_page_are_seen() -> None:
    alone = SIGN.replace("width: 70mm;", "width: 70mm; break-before: page;")
    found = seen(f"<h1>Convention</h1>{PARAGRAPH * 4}{alone}")
    assert found == ["page 2: signature frames without a line of the text they sign"]


def test_signature_frames_under_a_line_of_the_text_are_sound() -> None:
    last = f"<div style='break-before: page'><p>{LINE * 2}</p>{SIGN}</div>"
    assert seen(f"<h1>Convention</h1>{PARAGRAPH * 4}{last}") == []


def test_a_paragraph_whose_last_line_is_short_is_a_text_all_the_same() -> None:
    last = f"<div style='break-before: page'><p>{LINE} signature.</p>{SIGN}</div>"
    assert seen(f"<h1>Convention</h1>{PARAGRAPH * 4}{last}") == []
