"""Each fault that an author can make in a procedure, seeded in a copy of the library, is found."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from dossiers.library import Library, default
from dossiers.lint import lint

NAME = "convention-et3p"
PROCEDURE = f"schemas/conventions/{NAME}.yaml"
CONVENTION = f"templates/conventions/{NAME}/convention.md"
CHARTER = f"templates/conventions/{NAME}/charte.md"
COMPLETE = f"examples/{NAME}/complet.yaml"


@dataclass(frozen=True)
class Fault:
    """A change to one file, and the rule and the file that must tell of it."""

    name: str
    file: str
    old: str
    new: str
    rule: str
    told_in: str = ""


FAULTS = (
    Fault("a renamed field", PROCEDURE, "  forfait_cycle:\n", "  forfait:\n", "lint/nom"),
    Fault("a renamed group", PROCEDURE, "  litiges:\n", "  differends:\n", "lint/nom"),
    Fault("a renamed entry field", "schemas/communs/professionnel.yaml", "  heures:", "  duree:",
          "lint/nom"),
    Fault("a dropped source", PROCEDURE, "    source: modele\n    aide: Vérifier les deux", "    aide: Vérifier les deux",
          "lint/chargement"),
    Fault("an unregistered source", PROCEDURE, "    source: csp-l1161-2\n", "    source: csp-inconnu\n", "lint/chargement"),
    Fault("a source out of the register", "schemas/sources.yaml", "csp-l1161-2:", "csp-l1161-2x:", "lint/chargement"),
    Fault("a confidence of no kind", "schemas/sources.yaml", "confiance: verifie\n", "confiance: certaine\n",
          "lint/chargement"),
    Fault("a parameter without a source", PROCEDURE, "    unite: séances\n    source: msa-et3p-plaquette\n", "    unite: séances\n", "lint/chargement"),
    Fault("a parameter that nothing reads", PROCEDURE, "parametres:\n", "parametres:\n  inutile: {valeurs: {a_confirmer: 5}, source: modele}\n", "lint/parametre-inutile"),
    Fault("a renamed parameter", PROCEDURE, "  seances_par_cycle:\n", "  seances:\n", "lint/nom"),
    Fault("a number in a criterion", PROCEDURE, "si: cycle.seances == parametres.seances_par_cycle", "si: cycle.seances == 5", "lint/nombre"),
    Fault("a concatenation in a criterion", PROCEDURE, "si: forfait_cycle > 0", "si: forfait_cycle ~ '' != ''", "lint/operateur"),
    Fault("an unknown filter in a criterion", PROCEDURE, "| distincts | compte >=", "| uniques | compte >=", "lint/chargement"),
    Fault("a default in a criterion", PROCEDURE, "si: forfait_cycle > 0", "si: forfait_cycle | default(1) > 0", "lint/chargement"),
    Fault("a test of definition in a criterion", PROCEDURE, "si: forfait_cycle > 0", "si: forfait_cycle is defined", "lint/chargement"),
    Fault("a call in a criterion", PROCEDURE, "si: forfait_cycle > 0", "si: caisse.nom.upper() == 'X'", "lint/"),
    Fault("a criterion that is no expression", PROCEDURE, "si: forfait_cycle > 0", "si: forfait_cycle >", "lint/chargement"),
    Fault("an undeclared name in a message", PROCEDURE, "Le forfait par cycle complet est de {{ forfait_cycle }}", "Le forfait est de {{ forfait }}", "lint/nom"),
    Fault("a condition without its message", PROCEDURE, "    sinon: Le forfait par cycle complet est de {{ forfait_cycle }}.\n", "", "lint/chargement"),
    Fault("a negated condition", PROCEDURE, "si: engagements.ouvert_a_tous", "si: not engagements.ouvert_a_tous", "lint/cas"),
    Fault("a negated comparison", PROCEDURE, "si: duree.debut < duree.fin", "si: duree.debut >= duree.fin", "lint/cas"),
    Fault("a negated scope", PROCEDURE, "quand: coordonnateur.qualite != 'medecin'", "quand: coordonnateur.qualite == 'medecin'", "lint/cas"),
    Fault("an unknown key", PROCEDURE, "    objet: recevabilite\n    libelle: La structure relève", "    objets: recevabilite\n    libelle: La structure relève", "lint/chargement"),
    Fault("an unknown kind of field", PROCEDURE, "forfait_cycle:\n    type: montant", "forfait_cycle:\n    type: monnaie", "lint/chargement"),
    Fault("an unknown shared group", PROCEDURE, "{comme: organisme,", "{comme: organismes,", "lint/chargement"),
    Fault("a required field that nothing reads", PROCEDURE, "champs:\n", "champs:\n  oubli: {type: texte, requis: oui, libelle: Oubli, exemple: x}\n", "lint/champ-inutile"),
    Fault("a field made optional", PROCEDURE, "      juridiction: {type: texte, requis: oui,", "      juridiction: {type: texte,", "lint/garde"),
    Fault("an unknown signatory", PROCEDURE, "signataires: [caisse, structure]}", "signataires: [caisse, partenaire]}", "lint/"),
    Fault("a signatory without a frame", PROCEDURE, "signataires: [caisse, structure]}", "signataires: [caisse, structure, coordonnateur]}", "lint/"),
    Fault("an unknown document in the bundle", PROCEDURE, "liasse: [bordereau, convention,", "liasse: [bordereau, conventions,", "lint/chargement"),
    Fault("a document without a template", PROCEDURE, "documents:\n", "documents:\n  avenant: {titre: Avenant}\n", "lint/modele-absent"),
    Fault("an undeclared name in a template", CONVENTION, "{{ litiges.juridiction }}", "{{ litiges.tribunal }}", "lint/nom", CONVENTION),
    Fault("an unknown filter in a template", CONVENTION, "| lettres", "| en_lettres", "lint/gabarit", CONVENTION),
    Fault("an unclosed tag", CONVENTION, "{% endif %}", "", "lint/", CONVENTION),
    Fault("a missing passage", CONVENTION, '{% include "communs/', '{% include "communs/absent-', "lint/", CONVENTION),
    Fault("a renamed anchor", CONVENTION, "{#evaluation}", "{#bilan}", "lint/renvoi", CONVENTION),
    Fault("an anchor under a condition", CONVENTION, "## Article – Évaluation {#evaluation}", "{% if declaration.accuse is renseigne %}\n\n## Article – Évaluation {#evaluation}\n\n{% endif %}", "lint/renvoi", CONVENTION),
    Fault("an anchor given twice", CONVENTION, "{#evaluation}", "{#objet}", "lint/", CONVENTION),
    Fault("a link outside", CONVENTION, "[](#evaluation)", "[site](https://exemple.org)", "lint/markdown", CONVENTION),
    Fault("HTML in a template", CHARTER, "# Charte", "# <b>Charte</b>", "lint/markdown", CHARTER),
    Fault("an image in a template", CHARTER, "## Entre nous", "![logo](#x)\n\n## Entre nous", "lint/", CHARTER),
    Fault("a quotation in a template", CHARTER, "## Entre nous", "> Citation\n\n## Entre nous", "lint/markdown", CHARTER),
    Fault("a long text in a sentence", CONVENTION, "\n{{ soutien_logistique }}\n", "\nVoici : {{ soutien_logistique }}\n", "lint/texte-long", CONVENTION),
    Fault("an example no longer complete", COMPLETE, "forfait_cycle: 1480", "forfait_cycle:", "lint/exemple"),
    Fault("a case that expects the contrary", f"examples/{NAME}/cas/quatre-seances.yaml", "non_satisfait", "satisfait", "lint/cas"),
)  # fmt: skip


@pytest.fixture
def copied(tmp_path: Path) -> Library:
    for folder in ("schemas", "templates", "examples", "polices"):
        shutil.copytree(default().path(folder), tmp_path / folder)
    return Library(tmp_path)


def test_the_library_has_no_fault() -> None:
    assert [f"{f.mark} {f.message}" for f in lint(default(), NAME)] == []


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name.replace(" ", "-") for fault in FAULTS])
def test_a_seeded_fault_is_found(copied: Library, fault: Fault) -> None:
    path = copied.path(fault.file)
    text = path.read_text(encoding="utf-8")
    assert fault.old in text
    path.write_text(text.replace(fault.old, fault.new, 1), encoding="utf-8")

    found = lint(copied, NAME)

    assert any(f.rule.startswith(fault.rule) for f in found), [f.rule for f in found]
    assert all(re.search(r"à corriger par l’auteur : (procédure|modèle)", f.message) for f in found)
    if fault.told_in:
        assert any(f.mark.file == fault.told_in and f.mark.line > 1 for f in found)


def test_a_dead_template_is_found(copied: Library) -> None:
    copied.path(f"templates/conventions/{NAME}/oubli.md").write_text("# Oubli\n", encoding="utf-8")
    assert "lint/modele-inutile" in {f.rule for f in lint(copied, NAME)}


def test_every_negated_condition_makes_a_case_fail(copied: Library) -> None:
    path = copied.path(PROCEDURE)
    text = path.read_text(encoding="utf-8")
    conditions = re.findall(r"^    si: (.+)$", text, re.MULTILINE)
    assert len(conditions) > 20
    for condition in conditions:
        negated = text.replace(f"    si: {condition}\n", f"    si: not ({condition})\n")
        path.write_text(negated, encoding="utf-8")
        assert "lint/cas" in {f.rule for f in lint(copied, NAME)}, condition
