"""The mistakes that an author makes in a Word model: none loses a word, each is told at its place.

The first twenty are those that were tried on docxtpl alone, which printed them as they are, or
dropped a part of the text without a word.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from docx import Document

from dossiers.composing.compose import compose
from dossiers.composing.word.document import write_whole
from dossiers.errors import LibraryError
from dossiers.formats.ooxml import NAMESPACES, read_parts, write_package
from dossiers.lint import lint
from dossiers.opening.papers import documents_of
from small import Small
from word_models import DOSSIER, NAME, WORDED, Draw, element, library, model, table


def told(small: Small, data: bytes, dossier: str = DOSSIER) -> str:
    """What is said of a model, with the place; its exit code is the author's turn."""
    library(small, data)
    opened = small.dossier(dossier, WORDED)
    (spec,) = documents_of(opened, draft=False)
    with pytest.raises(LibraryError) as caught:
        compose(opened, spec, draft=False)
    assert caught.value.exit_code == 3
    assert caught.value.mark is not None
    assert caught.value.mark.file == NAME
    return str(caught.value)


def paragraphs(*lines: str) -> bytes:
    return model("Un premier paragraphe.", *lines, "Un dernier paragraphe.")


def rows(*lines: tuple[str, ...]) -> bytes:
    return model("Avant.", draw=lambda made: table(made, ("Nom", "Heures"), *lines))


LINES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "a passage that spans paragraphs is opened by a tag of one paragraph": (
        ("{% for p in equipe %}", "{{ p.nom }}", "{% endfor %}"),
        "paragraphe 2 « {% for p in equipe %} »",
        "ouvert dans un paragraphe et fermé dans un autre : écrire « {%p … %} »",
    ),
    "a brace is missing at the beginning of a value": (
        ("Le nom { nom }} est écrit.",),
        "paragraphe 2 « Le nom { nom }} est écrit. »",
        "« }} » est seul : « {{ » est attendu dans le même paragraphe.",
    ),
    "a brace is missing at the end of a value": (
        ("Le nom {{ nom } est écrit.",),
        "paragraphe 2 « Le nom {{ nom } est écrit. »",
        "« {{ » est seul : « }} » est attendu dans le même paragraphe.",
    ),
    "a brace is missing on both sides": (
        ("Le nom { nom } est écrit.",),
        "paragraphe 2",
        "Une accolade manque : une balise s’écrit {{ … }} ou {% … %}.",
    ),
    "a brace is missing between two values": (
        ("{{ nom } et {{ seances }}",),
        "paragraphe 2",
        "Une accolade manque dans « {{ nom } et {{ seances }} ».",
    ),
    "text stands beside a tag of a paragraph": (
        ("{%p if accord %}", "Oui.", "{%p else %} Ce texte serait perdu.", "Non.", "{%p endif %}"),
        "paragraphe 4",
        "« {%p else %} » est seul dans un paragraphe : le texte « Ce texte serait perdu. » serait",
    ),
    "two tags of a paragraph stand in one": (
        ("{%p if accord %}{%p if nom is renseigne %}", "Oui.", "{%p endif %}", "{%p endif %}"),
        "paragraphe 2",
        "« {%p if accord %} » est seul dans un paragraphe : une autre balise y est",
    ),
    "a tag is begun in prose": (
        ("Le signe {% ouvre une balise.",),
        "paragraphe 2 « Le signe {% ouvre une balise. »",
        "« {% » est seul : « %} » est attendu",
    ),
    "a comment is begun in prose": (
        ("Le signe {# ouvre un commentaire.",),
        "paragraphe 2 « Le signe {# ouvre un commentaire. »",
        "« {# » n’a pas d’emploi dans un modèle Word",
    ),
    "a field is misspelt": (
        ("Le nom {{ nmo }} est faux.",),
        "paragraphe 2 « Le nom {{ nmo }} est faux. »",
        "le nom « nmo » n’est pas déclaré",
    ),
    "a field of an entry is misspelt": (
        ("{%p for p in equipe %}", "Un nom : {{ p.sigel }}", "{%p endfor %}"),
        "paragraphe 3 « Un nom : {{ p.sigel }} »",
        "sigel » n’est pas déclaré",
    ),
    "a filter does not exist": (
        ("{{ nom | majuscules }}",),
        "paragraphe 2 « {{ nom | majuscules }} »",
        "le filtre « majuscules » n’existe pas",
    ),
    "a test does not exist": (
        ("{% if nom is rempli %}Oui.{% endif %}",),
        "paragraphe 2",
        "le test « rempli » n’existe pas",
    ),
    "a passage is not closed": (
        ("{%p for p in equipe %}", "{{ p.nom }}"),
        "paragraphe 2 « {%p for p in equipe %} »",
        "« {%p for p in equipe %} » n’est pas fermé : « endfor » manque.",
    ),
    "the end of a passage has no beginning": (
        ("Oui.", "{%p endif %}"),
        "paragraphe 3 « {%p endif %} »",
        "« {%p endif %} » ne ferme aucun passage : « if » manque avant lui.",
    ),
    "two passages cross": (
        ("{%p if accord %}", "{%p for p in equipe %}", "Oui.", "{%p endif %}", "{%p endfor %}"),
        "paragraphe 5 « {%p endif %} »",
        "vient avant la fin de « {%p for p in equipe %} » : « endfor » est attendu d’abord.",
    ),
    "an expression is not finished": (
        ("{{ nom | }}",),
        "paragraphe 2 « {{ nom | }} »",
        "la fin manque",
    ),
    "a value is asked to be a rich text": (
        ("Le nom {{r nom }} est écrit.",),
        "paragraphe 2",
        "« {{r nom }} » : une valeur n’est que du texte",
    ),
    "a tag would run a program": (
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}",),
        "paragraphe 2",
        "seuls les groupes ont des champs",
    ),
    "a group is printed whole": (
        ("Le chef : {{ chef }}",),
        "paragraphe 2 « Le chef : {{ chef }} »",
        "un groupe ou une liste ne s’imprime pas",
    ),
    "a tag would join two paragraphs": (
        ("{%- if accord -%}Oui.{%- endif -%}",),
        "paragraphe 2",
        "« {%- if accord -%} » joindrait deux paragraphes",
    ),
    "the letter of a tag stands apart": (
        ("{% p if accord %}", "Oui.", "{% p endif %}"),
        "paragraphe 2 « {% p if accord %} »",
        "la lettre se colle à l’accolade, « {%p … %} »",
    ),
    "an instruction is another program’s": (
        ("{% include 'communs/independance.md' %}",),
        "paragraphe 2",
        "« include » n’est pas une instruction d’un modèle Word",
    ),
    "a tag of a row is in no table": (
        ("{%tr for p in equipe %}", "{{ p.nom }}", "{%tr endfor %}"),
        "paragraphe 2",
        "se met dans un tableau, et il n’y en a pas ici",
    ),
    "a passage is opened with one letter and closed with another": (
        ("{%p if accord %}", "Oui.", "{% endif %}"),
        "paragraphe 2 « {%p if accord %} »",
        "« {%p if accord %} » attend « {%p endif %} », non « {% endif %} » (paragraphe 4",
    ),
    "a tag says nothing": (("Le nom {{ }} est vide.",), "paragraphe 2", "« {{ }} » ne dit rien"),
}


@pytest.mark.parametrize("name", LINES, ids=[name.replace(" ", "-") for name in LINES])
def test_a_mistake_of_tags_is_told_with_its_paragraph(small: Small, name: str) -> None:
    lines, place, said = LINES[name]
    message = told(small, paragraphs(*lines))
    assert message.startswith(f"{NAME}, {place}")
    assert said in message


ROWS: dict[str, tuple[tuple[tuple[str, str], ...], str, str]] = {
    "text stands beside the tag of a row": (
        (("{%tr for p in equipe %}", "Perdu"), ("{{ p.nom }}", ""), ("{%tr endfor %}", "")),
        "tableau 1, ligne 2, colonne 1, paragraphe 4 « {%tr for p in equipe %} »",
        "est seul dans une ligne de tableau : le texte « Perdu » serait supprimé.",
    ),
    "a passage of a cell is closed in another": (
        (("{%p if accord %}", "{%p endif %}"),),
        "tableau 1, ligne 2, colonne 1, paragraphe 4",
        "dans une autre case ou un autre texte (tableau 1, ligne 2, colonne 2, paragraphe 5",
    ),
    "a row is repeated by a tag of a text": (
        (("{% for p in equipe %}{{ p.nom }}", "{{ p.heures }}{% endfor %}"),),
        "tableau 1, ligne 2, colonne 1, paragraphe 4",
        "« {%tr … %} », seul dans une ligne de tableau",
    ),
    "a field of a cell is misspelt": (
        (("{%tr for p in equipe %}", ""), ("{{ p.nom }}", "{{ p.heure }}"), ("{%tr endfor %}", "")),
        "tableau 1, ligne 3, colonne 2, paragraphe 7 « {{ p.heure }} »",
        "heure » n’est pas déclaré",
    ),
}


@pytest.mark.parametrize("name", ROWS, ids=[name.replace(" ", "-") for name in ROWS])
def test_a_mistake_of_a_table_is_told_with_its_cell(small: Small, name: str) -> None:
    lines, place, said = ROWS[name]
    message = told(small, rows(*lines))
    assert message.startswith(f"{NAME}, {place}")
    assert said in message


def test_a_tag_in_a_tracked_change_is_told(small: Small) -> None:
    def draw(made: Any) -> None:
        paragraph = made.add_paragraph("Le nom ")
        change = "<w:ins {} w:id='9' w:author='x'><w:r><w:t>{{ nom }}</w:t></w:r></w:ins>"
        paragraph._p.append(element(change))  # noqa: SLF001

    message = told(small, model("Avant.", draw=draw))
    assert message.startswith(f"{NAME}, paragraphe 2 « Le nom {{{{ nom }}}} »")
    assert "une modification suivie : l’accepter ou la refuser" in message


def test_a_tag_in_the_properties_of_the_file_is_told(small: Small) -> None:
    def draw(made: Any) -> None:
        made.core_properties.title = "{{ nom }}"

    assert "propriétés du fichier" in told(small, model("Texte.", draw=draw))


def test_a_mistake_in_a_cell_that_is_in_no_row_is_told_with_its_paragraph(small: Small) -> None:
    def draw(made: Any) -> None:
        cell = "<w:tc {}><w:p><w:r><w:t>{{ nom }</w:t></w:r></w:p></w:tc>"
        made.element.body.insert(1, element(cell))

    assert f"{NAME}, paragraphe 2 « {{{{ nom }} »" in told(small, model("Avant.", draw=draw))


def test_a_mistake_in_a_header_is_told_with_the_header(small: Small) -> None:
    def draw(made: Any) -> None:
        made.sections[0].header.add_paragraph("Pour {{ nmo }}")

    message = told(small, model("Texte.", draw=draw))
    assert f"{NAME}, en-tête " in message
    assert "« Pour {{ nmo }} » : le nom « nmo » n’est pas déclaré" in message


def test_a_blank_that_nothing_guards_is_told_with_its_cell_in_a_final(small: Small) -> None:
    lines = (("{%tr for p in equipe %}", ""), ("{{ p.nom }}", "{{ p.heures }}"))
    message = told(small, rows(*lines, ("{%tr endfor %}", "")))
    assert "tableau 1, ligne 3, colonne 2, paragraphe 7 « {{ p.heures }} » : « Heures »" in message
    assert "écrire « {% if … is renseigne %} »" in message


def _runs(*texts: str) -> Draw:
    def draw(made: Any) -> None:
        paragraph = made.add_paragraph()
        for rank, text in enumerate(texts):
            paragraph.add_run(text).bold = bool(rank % 2)

    return draw


def _spelt(made: Any) -> None:
    """What the spell checker of Word leaves in a tag."""
    paragraph = made.add_paragraph()
    mark = "<w:proofErr {} w:type='spellStart'/>"
    for text in ("{{ chef.", "nom", " }}"):
        paragraph.add_run(text)
        paragraph._p.append(element(mark))  # noqa: SLF001


HARMLESS: dict[str, tuple[Draw, str]] = {
    "curly quotes": (
        lambda made: made.add_paragraph("{{ equipe | filtre(‘nom’, “Bob Exemple”) | compte }}"),
        "1",
    ),
    "a no-break space in a tag": (lambda made: made.add_paragraph("{{\u00a0nom\u00a0}}"),
                                  "Maison Exemple"),
    "a tag cut by the spell checker": (_spelt, "Chef Exemple"),
    "a tag cut by a look": (_runs("{", "{ no", "m }", "}"), "Maison Exemple"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS, ids=[name.replace(" ", "-") for name in HARMLESS])
def test_what_word_does_to_a_tag_is_harmless(small: Small, name: str) -> None:
    draw, expected = HARMLESS[name]
    library(small, model(draw=draw))
    dossier = small.dossier(DOSSIER + "chef: {nom: Chef Exemple}\n", WORDED)
    context = dossier.context()
    whole = write_whole(small.library, NAME, context, {"titre": "", "modele": ""}, draft=False)
    assert [p.text for p in Document(BytesIO(whole.word)).paragraphs] == [expected]


def test_a_lint_tells_every_mistake_of_a_model(small: Small) -> None:
    library(small, paragraphs("{{ nom }", "{%p for p in equipe %} perdu", "{%p endif %}"))
    found = lint(small.library, "petite")
    assert {(f.rule, f.mark.file, f.mark.line) for f in found} == {
        ("lint/modele-word", NAME, rank) for rank in (2, 3, 4)
    }
    assert all("à corriger par l’auteur : modèle" in f.message for f in found)


def test_a_file_that_is_no_word_file_is_told(small: Small) -> None:
    library(small, b"PK")
    (found,) = lint(small.library, "petite")
    assert "ce n’est pas un fichier Word (.docx) lisible" in found.message


def test_a_file_of_the_strict_format_is_told(small: Small) -> None:
    parts = read_parts(model("{{ nom }}"), "")
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = parts["word/document.xml"].replace(NAMESPACES["w"].encode(), strict)
    assert "« Strict »" in told(small, write_package({**parts, "word/document.xml": body}))
