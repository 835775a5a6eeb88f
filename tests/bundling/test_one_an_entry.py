"""A document that the procedure says `pour_chaque` is written once an entry of a list."""

from __future__ import annotations

import io
import json
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pypdf
import pytest

from dossiers.blocks import Document, Signatures, paragraphs
from dossiers.bundling.bundle import Wanted, make
from dossiers.bundling.files import Bundle
from dossiers.bundling.rendering import render_documents
from dossiers.composing.compose import compose
from dossiers.errors import LibraryError, UsageProblem
from dossiers.judging.assessment import assess
from dossiers.lint import lint
from dossiers.opening.papers import documents_of
from dossiers.reporting.listing import listing
from samples import sheets
from small import DOSSIER, PROCEDURE, Small

LETTER = '  lettre: {titre: "Lettre {{ reference }}"}\n'
EACH = """\
  lettre:
    titre: Lettre de {{ entree.nom }}
    pour_chaque: equipe
    signataires: [chef, equipe]
  note: {titre: Note}
"""
SEVERAL = PROCEDURE.replace(LETTER, EACH).replace("[bordereau, lettre", "[bordereau, lettre, note")
TEMPLATE = """\
## Engagement de {{ entree.nom }} {#engagement}

{{ entree.nom }} s’engage{% if entree.heures is renseigne %} pour {{ entree.heures }} h{% endif %}.

::: signatures

{% for s in signataires %}
- {{ s.nom }}
{% endfor %}

:::
"""
TEAM = f"{DOSSIER}chef: {{nom: Cléo Exemple}}\npieces: {{statuts: statuts.pdf}}\n"
BLANK = TEAM[: TEAM.index("equipe:")] + "chef: {nom: Cléo Exemple}\n"


@pytest.fixture
def team(small: Small) -> Small:
    small.put("templates/essai/petite/lettre.md", TEMPLATE)
    small.put("templates/essai/petite/note.md", "Note.\n")
    return small


def composed(small: Small, dossier: str = TEAM, *, draft: bool = False) -> list[Document]:
    opened = small.dossier(dossier, SEVERAL)
    return [compose(opened, spec, draft=draft) for spec in documents_of(opened, draft=draft)]


def frames(document: Document) -> list[str]:
    return [box.id for b in document.blocks if isinstance(b, Signatures) for box in b.boxes]


def test_each_entry_has_its_document_its_title_and_its_signature(team: Small) -> None:
    first, second, note = composed(team)
    assert [d.id for d in (first, second, note)] == ["lettre-01", "lettre-02", "note"]
    assert [first.title, second.title] == ["Lettre de Ada Exemple", "Lettre de Bob Exemple"]
    assert list(paragraphs(first))[1] == "Ada Exemple s’engage pour 40\u00a0h."
    assert list(paragraphs(second))[1] == "Bob Exemple s’engage."
    assert (frames(first), frames(second)) == (["chef", "equipe-1"], ["chef", "equipe-2"])


def test_a_list_in_a_group_is_a_list_too(team: Small) -> None:
    own = "  chef: {comme: personne, libelle: Chef}\n"
    held = "  site: {type: groupe, champs: {postes: {type: liste, de: {type: texte}}}}\n"
    procedure = SEVERAL.replace(own, f"{own}{held}").replace("entree.nom", "entree")
    procedure = procedure.replace("pour_chaque: equipe\n    signataires: [chef, equipe]\n",
                                  "pour_chaque: site.postes\n")  # fmt: skip
    team.put("templates/essai/petite/lettre.md", "Poste : {{ entree }}.\n")
    opened = team.dossier(f"{TEAM}site: {{postes: [accueil, suivi]}}\n", procedure)
    written = [compose(opened, spec, draft=False) for spec in documents_of(opened, draft=False)]
    assert [d.title for d in written] == ["Lettre de accueil", "Lettre de suivi", "Note"]


def test_the_hundredth_entry_is_named_by_its_rank(team: Small) -> None:
    many = "".join(f"  - {{nom: Membre {n}}}\n" for n in range(1, 101))
    text = TEAM[: TEAM.index("equipe:")] + f"equipe:\n{many}chef: {{nom: Cléo Exemple}}\n"
    names = [spec.name for spec in documents_of(team.dossier(text, SEVERAL), draft=False)]
    assert names[8:11] + names[98:] == [
        "lettre-09", "lettre-10", "lettre-11", "lettre-99", "lettre-100", "note",
    ]  # fmt: skip


def test_a_blank_list_has_no_document_and_one_in_a_draft(team: Small) -> None:
    assert [d.id for d in composed(team, BLANK)] == ["note"]
    draft, _ = composed(team, BLANK, draft=True)
    assert (draft.id, frames(draft)) == ("lettre-01", ["chef", "equipe-1"])
    assert "[à compléter : Nom]" in " ".join(paragraphs(draft))


TRAINED = SEVERAL.replace(
    "    pour_chaque: equipe\n",
    "    pour_chaque: equipe\n    quand: entree.heures > 0\n    exige: [motif]\n",
)
"""A letter for each member who has been trained; it needs a motive."""
WHOLE = TEAM.replace("{nom: Bob Exemple}", "{nom: Bob Exemple, heures: 0}")


def test_a_condition_sees_the_entry_and_each_copy_keeps_its_rank(team: Small) -> None:
    last = WHOLE.replace("heures: 40", "heures: 0").replace(
        "Bob Exemple, heures: 0", "B, heures: 3"
    )
    for dossier, names in ((WHOLE, ["lettre-01", "note"]), (last, ["lettre-02", "note"])):
        opened = team.dossier(dossier, TRAINED)
        assert [spec.name for spec in documents_of(opened, draft=False)] == names


def test_an_entry_that_a_blank_leaves_undecided_has_a_draft_and_no_final(team: Small) -> None:
    opened = team.dossier(TEAM, TRAINED)
    names = [spec.name for spec in documents_of(opened, draft=True)]
    assert names == ["lettre-01", "lettre-02", "note"]
    with pytest.raises(LibraryError, match="indécis"):
        documents_of(opened, draft=False)


def test_what_a_document_needs_is_asked_as_soon_as_one_entry_has_it(team: Small) -> None:
    nobody = WHOLE.replace("heures: 40", "heures: 0")
    for dossier, asked in ((WHOLE, True), (nobody, False)):
        judged = assess(team.dossier(dossier, TRAINED))
        assert ("motif" in {finding.path for finding in judged.findings}) is asked


@pytest.fixture(scope="module")
def furnished() -> Small:
    small = Small.make(Path(mkdtemp()))
    small.furnish()
    small.put("templates/essai/petite/lettre.md", TEMPLATE)
    small.put("templates/essai/petite/note.md", "Note.\n")
    (small.root / "dossiers").mkdir()
    (small.root / "dossiers/statuts.pdf").write_bytes(sheets("Statuts"))
    return small


@pytest.fixture(scope="module")
def bundle(furnished: Small) -> Bundle:
    return make(furnished.judge(TEAM, SEVERAL), Wanted())


def held(bundle: Bundle, name: str) -> bytes:
    (found,) = (file.data for file in bundle.files if file.name == name)
    return found


def test_the_manifest_names_each_file_and_its_own_signature_fields(bundle: Bundle) -> None:
    told = json.loads(held(bundle, "manifest.json"))
    fields = {file["chemin"]: file["signatures"] for file in told["fichiers"]}
    assert fields["lettre-01.pdf"] == ["chef-signature", "equipe-1-signature"]
    assert fields["lettre-02.pdf"] == ["chef-signature", "equipe-2-signature"]
    assert {"lettre-01.docx", "lettre-02.docx", "note.pdf"} <= set(fields)
    assert "lettre.pdf" not in fields


def test_each_receipt_says_which_document_it_is(bundle: Bundle) -> None:
    for name in ("lettre-01", "lettre-02"):
        reader = pypdf.PdfReader(io.BytesIO(held(bundle, f"{name}.pdf")))
        (receipt,) = reader.attachments["recu.json"]
        assert json.loads(receipt)["document"] == name


def test_the_liasse_has_a_bookmark_and_the_slip_a_line_an_entry(bundle: Bundle) -> None:
    reader: Any = pypdf.PdfReader(io.BytesIO(held(bundle, "liasse.pdf")))
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    names = ["Lettre de Ada Exemple", "Lettre de Bob Exemple"]
    assert titles[:4] == ["Bordereau de la liasse", *names, "Note"]
    slip = " ".join(reader.pages[0].extract_text().split())
    assert all(name in slip for name in names)


def test_a_document_is_rendered_for_all_entries_or_for_one(furnished: Small) -> None:
    judged = furnished.judge(TEAM, SEVERAL)
    all_of_them = render_documents(judged, ["lettre"], ["html"], Wanted())
    assert [file.name for file in all_of_them] == ["lettre-01.html", "lettre-02.html"]
    one = render_documents(judged, ["lettre-02"], ["html"], Wanted())
    assert [file.name for file in one] == ["lettre-02.html"]
    with pytest.raises(UsageProblem, match="lettre, lettre-01, lettre-02, note"):
        list(render_documents(judged, ["lettre-03"], ["html"], Wanted()))


def test_the_listing_tells_which_documents_are_one_an_entry(team: Small) -> None:
    team.procedure(SEVERAL)
    (entry,) = listing(team.library)
    assert entry["documents"] == ["lettre", "note"]
    assert entry["pour_chaque"] == {"lettre": "equipe"}


def faults(small: Small, template: str, title: str = "Lettre de {{ entree.nom }}") -> set[str]:
    """The rules that a lint of the small procedure breaks, but for its bare examples."""
    small.put("templates/essai/petite/lettre.md", template)
    small.put("examples/petite/complet.yaml", TEAM)
    small.put("examples/petite/statuts.pdf", "")
    small.procedure(SEVERAL.replace("Lettre de {{ entree.nom }}", title))
    return {f"{f.rule} {f.mark.file}" for f in lint(small.library, "petite")}


LETTER_FILE = "templates/essai/petite/lettre.md"


def test_a_lint_knows_the_entry_and_its_fields(team: Small) -> None:
    sound = faults(team, TEMPLATE)
    assert not any(LETTER_FILE in fault for fault in sound)
    assert "lint/nom schemas/essai/petite.yaml" not in sound
    wrong = faults(team, TEMPLATE.replace("entree.heures }}", "entree.age }}"))
    assert f"lint/nom {LETTER_FILE}" in wrong
    assert "lint/nom schemas/essai/petite.yaml" in faults(team, TEMPLATE, "De {{ entree.age }}")


def test_the_entry_is_unknown_to_the_other_documents(team: Small) -> None:
    team.put("templates/essai/petite/note.md", "Note de {{ entree.nom }}.\n")
    assert "lint/nom templates/essai/petite/note.md" in faults(team, TEMPLATE)
    with pytest.raises(LibraryError, match=r"note\.md"):
        composed(team)


def test_what_a_document_needs_is_not_to_be_guarded_in_it(team: Small) -> None:
    text = TEMPLATE.replace("s’engage", "s’engage, {{ texte }}").replace(
        "{{ texte }}", "{{ chef.nom }}"
    )
    assert any(fault.startswith("lint/garde") for fault in faults(team, text))
    team.put("templates/essai/petite/lettre.md", text)
    needing = SEVERAL.replace("signataires: [chef, equipe]", "exige: [chef.nom]")
    team.put("schemas/essai/petite.yaml", needing)
    told = {finding.rule for finding in lint(team.library, "petite")}
    assert "lint/garde" not in told


def test_a_lint_forces_the_conditions_of_each_entry(team: Small) -> None:
    text = TEMPLATE.replace("{#engagement}", "").replace(" pour {{", " selon [](#engagement), {{")
    assert any(fault.startswith("lint/renvoi") for fault in faults(team, text))


def test_a_field_that_an_entry_may_lack_is_guarded(team: Small) -> None:
    guarded = "{% if entree.heures is renseigne %} pour {{ entree.heures }} h{% endif %}"
    found = faults(team, TEMPLATE.replace(guarded, " pour {{ entree.heures }} h"))
    assert any(fault.startswith(("lint/garde", "lint/exemple")) for fault in found)
