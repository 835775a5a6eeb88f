"""The dossier of whoever examines another writes the letters of that one's procedure."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from tempfile import mkdtemp

import pytest

from dossiers.blocks import Document, paragraphs
from dossiers.bundling.bundle import Wanted, make
from dossiers.composing.compose import compose
from dossiers.composing.receipt import values_sha256
from dossiers.errors import LibraryError
from dossiers.judging.assessment import Assessment, assess
from dossiers.judging.referral import open_whole
from dossiers.language.vocabulary import Group
from dossiers.lint import lint
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.opening.papers import documents_of
from dossiers.procedures.procedure import load
from dossiers.reporting.listing import listing
from samples import sheets
from small import DOSSIER, PROCEDURE, Small

HUMAN = "  - {id: avis, objet: selection, libelle: Le projet est utile, source: usage}\n"
RECEIVED = (
    PROCEDURE.replace("pieces:\n", f"{HUMAN}pieces:\n", 1)
    + """\
lettres:
  accuse: {titre: "Accusé {{ dossier.reference }}", signataires: [agent]}
  demande: {titre: Demande, quand: "(dossier.manques | compte) > 0"}
  decision: {titre: Décision, quand: instruction.sens is renseigne, exige: [recours]}
"""
)
EXAMINING = """\
id: suivi
titre: Suivi
version: 2026-01-01
en_vigueur: {du: a_confirmer}
champs:
  recu: {type: dossier, libelle: Dossier reçu, requis: oui}
  agent: {comme: personne, libelle: Agent, requis: oui}
  sens: {type: texte, libelle: Sens}
  recours: {type: texte, libelle: Voies de recours}
  motifs: {type: liste, libelle: Motifs, de: {critere: {type: texte, libelle: Critère}}}
criteres:
  - id: motifs
    objet: completude
    quand: (recu.a_apprecier | compte) > 0
    libelle: Chaque critère laissé à une personne a son motif
    si: (recu.a_apprecier | champ('id') | sauf(motifs | champ('critere')) | compte) == 0
    sinon: >-
      Sans motif :
      {{ recu.a_apprecier | champ('id') | sauf(motifs | champ('critere')) | enumere }}.
    source: modele
documents:
  note: {titre: Note, quand: sens is renseigne, signataires: [agent]}
lettres_de: recu
liasse: [bordereau, lettres, note]
"""
SIGNED = "::: signatures\n\n- {{ instruction.agent.nom }}\n\n:::\n"
ACCUSE = f"""\
Reçu{{% if dossier.valeurs.nom is renseigne %}} de {{{{ dossier.valeurs.nom }}}}{{% endif %}}.

{SIGNED}"""
DEMANDE = """\
{% for m in dossier.manques %}
- {{ m.libelle }}{% if m.source is renseigne %} ({{ m.source }}){% endif %} : {{ m.motif }}
{% endfor %}
"""
TEMPLATES = {
    "petite/accuse": ACCUSE,
    "petite/demande": DEMANDE,
    "petite/decision": "{{ instruction.sens }}. {{ instruction.recours }}\n",
    "suivi/note": "Note de {{ agent.nom }}.\n\n::: signatures\n\n- {{ agent.nom }}\n\n:::\n",
}
WHOLE = DOSSIER.replace("Bob Exemple}", "Bob Exemple}\npieces: {statuts: statuts.pdf}")
EXAMINATION = """\
procedure: suivi
reference: S-1
date: 2026-03-04
recu: recu/dossier.yaml
agent: {nom: Cléo Exemple}
motifs:
  - {critere: avis}
"""


def furnished(root: Path) -> Small:
    small = Small.make(root)
    small.furnish()
    small.put("schemas/essai/petite.yaml", RECEIVED)
    small.put("schemas/essai/suivi.yaml", EXAMINING)
    for name, text in TEMPLATES.items():
        small.put(f"templates/essai/{name}.md", text)
    return small


@pytest.fixture
def pair(tmp_path: Path) -> Small:
    return furnished(tmp_path)


def opened(small: Small, examination: str = EXAMINATION, received: str = WHOLE) -> Dossier:
    small.put("dossiers/recu/dossier.yaml", received)
    (small.root / "dossiers/recu/statuts.pdf").write_bytes(sheets("Statuts"))
    small.put("dossiers/suivi.yaml", examination)
    found = open_whole(Opener(small.library), small.root / "dossiers/suivi.yaml")
    assert isinstance(found, Dossier)
    return found


def written(dossier: Dossier, *, draft: bool = False) -> dict[str, Document]:
    specs = documents_of(dossier, draft=draft)
    return {spec.id: compose(dossier, spec, draft=draft) for spec in specs}


def reasons(assessment: Assessment) -> list[str]:
    return [f.message for f in assessment.findings]


def test_the_letters_that_are_due_are_those_of_the_dossier_received(pair: Small) -> None:
    letters = written(opened(pair))
    assert list(letters) == ["accuse"]
    assert letters["accuse"].title == "Accusé P-1"
    assert next(paragraphs(letters["accuse"])) == "Reçu de Maison Exemple."
    assert (letters["accuse"].reference, letters["accuse"].model) == ("S-1", "suivi, 2026-01-01")


def test_a_request_has_a_line_a_missing_item_with_its_source(pair: Small) -> None:
    lacking = DOSSIER.replace("nom: Maison Exemple\n", "")
    letters = written(opened(pair, received=lacking))
    assert list(letters) == ["accuse", "demande"]
    lines = list(paragraphs(letters["demande"]))
    assert lines[0].startswith("Nom de la structure\u00a0: À compléter")
    assert lines[1] == "Statuts signés (Une loi lue)\u00a0: Pièce absente"


def test_what_a_letter_needs_blocks_it_while_it_is_blank(pair: Small) -> None:
    decided = f"{EXAMINATION}sens: Accord\n"
    judged = assess(opened(pair, decided))
    assert judged.verdict.value == "incomplet"
    (told,) = reasons(judged)
    assert told.startswith("Voies de recours : à compléter, puisque le document « decision »")
    done = opened(pair, f"{decided}recours: Devant le juge.\n")
    assert assess(done).verdict.value == "complet"
    assert list(written(done)) == ["accuse", "decision", "note"]
    assert reasons(assess(opened(pair))) == []


def test_a_human_criterion_without_its_motive_is_named(pair: Small) -> None:
    judged = assess(opened(pair, EXAMINATION.replace("critere: avis", "critere: autre")))
    assert reasons(judged) == ["Sans motif\u00a0: avis."]


def test_the_hash_of_the_dossier_received_is_known_and_whether_it_is_cited(pair: Small) -> None:
    found = opened(pair).values.fields["recu"].fields
    true = hashlib.sha256(WHOLE.encode()).hexdigest()
    assert (found["empreinte"], found["empreinte_citee"]) == (true, False)
    cited = EXAMINATION.replace("dossier.yaml", f"dossier.yaml sha256:{true}")
    assert opened(pair, cited).values.fields["recu"].fields["empreinte_citee"] is True


def test_a_wrong_value_is_told_once_and_without_the_form_of_a_file(pair: Small) -> None:
    wrong = WHOLE.replace("seances: 6", "seances: douze")
    (lacking,) = opened(pair, received=wrong).values.fields["recu"].fields["manques"]
    assert lacking.fields["libelle"] == "Séances"
    told = lacking.fields["motif"]
    assert told.startswith("«")
    assert "douze" in told
    assert "Séances" not in told
    assert "attendu" not in told
    assert told.endswith(".")


SHEET = """\
procedure: petite
fiche: reception
reference: P-2
date: 2026-02-03
nom: {recu: oui}
seances: {recu: non}
motif: {recu: non}
equipe: {recu: oui}
pieces_recues: {statuts: {recu: illisible}}
"""


def test_a_dossier_that_came_on_paper_is_examined_from_its_reception_sheet(pair: Small) -> None:
    dossier = opened(pair, received=SHEET)
    recu = dossier.values.fields["recu"]
    assert isinstance(recu, Group)
    assert [m.fields["libelle"] for m in recu.fields["manques"]] == ["Séances", "Statuts signés"]
    assert {c.fields["id"] for c in recu.fields["a_apprecier"]} == {"seuil", "avis"}
    assert dossier.letters == load(pair.library, "petite").letters


def test_a_procedure_without_letters_warns_and_does_not_block(pair: Small) -> None:
    pair.put("schemas/essai/petite.yaml", RECEIVED[: RECEIVED.index("lettres:")])
    judged = assess(opened(pair))
    (told,) = reasons(judged)
    assert told == "Aucune lettre : la procédure « Petite procédure » n’en a pas."
    assert judged.verdict.value == "complet"


def test_a_letter_and_a_document_of_one_name_are_the_authors_mistake(pair: Small) -> None:
    pair.put("schemas/essai/petite.yaml", RECEIVED.replace("  decision:", "  note:"))
    with pytest.raises(LibraryError, match="Deux documents s’appellent « note »"):
        opened(pair)


def test_letters_are_files_of_the_bundle_and_parts_of_its_liasse() -> None:
    small = furnished(Path(mkdtemp()))
    bundle = make(assess(opened(small)), Wanted())
    files = {file.name: file.data for file in bundle.files}
    told = json.loads(files["manifest.json"])
    fields = {file["chemin"]: file["signatures"] for file in told["fichiers"]}
    assert fields["accuse.pdf"] == ["agent-signature"]
    assert "accuse.docx" in files
    for name, data in files.items():
        (small.root / "liasse" / name).parent.mkdir(parents=True, exist_ok=True)
        (small.root / "liasse" / name).write_bytes(data)
    assert {"dossiers/1/dossier.yaml", "dossiers/1/statuts.pdf"} <= set(files)
    there = open_whole(Opener(small.library), small.root / "liasse/dossier.yaml")
    assert isinstance(there, Dossier)
    assert values_sha256(there) == values_sha256(opened(small))
    assert "note.pdf" not in files
    before = load(small.library, "suivi").fingerprint
    small.put("templates/essai/petite/accuse.md", f"Autre texte.\n\n{SIGNED}")
    assert load(small.library, "suivi").fingerprint != before


def test_the_listing_names_the_letters_of_a_procedure(pair: Small) -> None:
    letters = {entry["id"]: entry["lettres"] for entry in listing(pair.library)}
    assert letters == {"petite": ["accuse", "demande", "decision"], "suivi": []}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lettres_de: recu", "lettres_de: agent", "« agent » n’est pas un champ de type"),
        ("signataires: [agent]}\n", "signataires: [agent], exige: [x]}\n", "« exige: x »"),
        ("quand: sens is", "quand: sens si", "Expression illisible"),
        ("lettres_de: recu\n", "", "La liasse cite « lettres »"),
    ],
)
def test_a_mistake_about_letters_is_told_at_its_line(
    pair: Small, old: str, new: str, said: str
) -> None:
    pair.put("schemas/essai/suivi.yaml", EXAMINING.replace(old, new))
    with pytest.raises(LibraryError, match=said) as caught:
        load(pair.library, "suivi")
    assert caught.value.mark is not None


def test_a_document_whose_condition_stays_undecided_is_the_authors_mistake(pair: Small) -> None:
    pair.put(
        "schemas/essai/suivi.yaml",
        EXAMINING.replace("quand: sens is renseigne", "quand: sens == 'a'"),
    )
    dossier = opened(pair)
    with pytest.raises(LibraryError, match="qu’un blanc laisse indécis"):
        documents_of(dossier, draft=False)
    assert "note" in {spec.id for spec in documents_of(dossier, draft=True)}


def faults(small: Small, accuse: str = ACCUSE, received: str = "incomplet.yaml") -> set[str]:
    """The rules that the letters of the small procedure break, by file."""
    example = f"{EXAMINATION}sens: Accord\nrecours: Devant le juge.\n"
    small.put("examples/petite/instruction.yaml", example.replace("recu/dossier.yaml", received))
    small.put("examples/petite/complet.yaml", WHOLE)
    small.put("examples/petite/incomplet.yaml", DOSSIER)
    (small.root / "examples/petite/statuts.pdf").write_bytes(sheets("Statuts"))
    small.put("templates/essai/petite/accuse.md", accuse)
    found = {f"{f.rule} {f.mark.file}" for f in lint(small.library, "petite")}
    return {fault for fault in found if "petite.yaml" not in fault and "communs" not in fault}


def test_a_lint_writes_each_letter_of_the_example(pair: Small) -> None:
    assert faults(pair) == set()


@pytest.mark.parametrize(
    ("accuse", "rule"),
    [
        (f"{{{{ dossier.valeurs.age }}}}\n\n{SIGNED}", "nom"),
        (f"{{{{ instruction.age }}}}\n\n{SIGNED}", "nom"),
        ("Sans cadre.\n", "exemple"),
        (f"{{% if instruction.sens is renseigne %}}\n\n{SIGNED}\n{{% endif %}}\n", "condition"),
        # What a procedure requires may still lack in a dossier that was received.
        (f"De {{{{ dossier.valeurs.nom }}}}.\n\n{SIGNED}", "garde"),
        (f"Du {{{{ dossier.date }}}}.\n\n{SIGNED}", "garde"),
    ],
)
def test_a_lint_finds_what_a_letter_may_not_do(pair: Small, accuse: str, rule: str) -> None:
    assert f"lint/{rule}" in {fault.split()[0] for fault in faults(pair, accuse)}


def test_a_lint_wants_an_example_that_is_read_and_writes_all(pair: Small) -> None:
    place = "lint/exemple examples/petite/instruction.yaml"
    assert place in faults(pair, received="absent.yaml")
    found = lint(pair.library, "petite")
    faults(pair, received="complet.yaml")
    told = {f.message for f in (*found, *lint(pair.library, "petite"))}
    assert any("n’écrit la lettre « demande »" in message for message in told)


def test_each_letter_is_written_by_one_example_of_several(pair: Small) -> None:
    second = f"{EXAMINATION}sens: Accord\nrecours: Devant le juge.\n"
    second = second.replace("recu/dossier.yaml", "complet.yaml")
    pair.put("examples/petite/instruction-complet.yaml", second)
    assert faults(pair) == set()
    pair.put("examples/petite/instruction-complet.yaml", second.replace("complet.yaml", "absent"))
    assert faults(pair) == {"lint/exemple examples/petite/instruction-complet.yaml"}


def test_a_letter_tells_what_the_control_says_of_each_criterion(pair: Small) -> None:
    line = "- {{ c.id }}, {{ c.objet }} : {{ c.verdict }}"
    motive = "{% if c.motif is renseigne %}, {{ c.motif }}{% endif %}"
    source = "{% if c.source is renseigne %} – {{ c.source }}{% endif %}"
    loop = f"{{% for c in dossier.controles %}}\n{line}{motive}{source} ;\n{{% endfor %}}\n"
    pair.put("templates/essai/petite/demande.md", loop)
    lacking = DOSSIER.replace("seances: 6", "seances: 4")
    told = " ".join(paragraphs(written(opened(pair, received=lacking))["demande"]))
    assert told.replace("\u00a0", " ").replace("\u202f", " ") == (
        "seuil, coherence : non satisfait, 4 séances prévues, il en faut 5. – Une loi lue ;"
        " avis, selection : à apprécier – Un usage ;"
    )
