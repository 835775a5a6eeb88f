"""A library of one small procedure, made on disk, so that unit tests need no text of a real one."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dossiers.composing.markup import build
from dossiers.composing.wording import write
from dossiers.findings import Stage
from dossiers.judging.assessment import Assessment, assess
from dossiers.library import Library
from dossiers.opening.dossier import Dossier, open_dossier
from dossiers.procedures.procedure import Procedure, load
from dossiers.reading.source import read

ROOT = Path(__file__).parents[1]

SOURCES = """\
loi: {titre: Une loi lue, confiance: verifie, verifie_le: 2026-01-01, url: https://example.org/loi}
rapport: {titre: Un rapport, confiance: secondaire}
usage: {titre: Un usage, confiance: a_confirmer}
"""

COMMON = """\
libelle: Dossier
champs:
  procedure: {type: texte, requis: oui, libelle: Procédure}
  reference: {type: reference, requis: oui, libelle: Référence du dossier}
  date: {type: date, requis: oui, libelle: Date du dossier}
  mention: {type: texte, libelle: Mention}
"""

PERSON = """\
libelle: Personne
champs:
  nom: {type: texte, requis: oui, libelle: Nom}
  heures: {type: entier, libelle: Heures}
"""

PARAMETERS = """\
seuil: {libelle: Seuil, valeurs: {2020-01-01: 3, 2025-01-01: 5}, unite: séances, source: loi}
metiers: {libelle: Métiers, valeurs: {a_confirmer: [medecin, infirmier]}, source: usage}
"""

PROCEDURE = """\
id: petite
titre: Petite procédure
version: 2026-01-01
en_vigueur: {du: a_confirmer}
champs:
  nom: {type: texte, libelle: Nom de la structure, requis: oui, aide: Le nom complet}
  seances: {type: entier, libelle: Séances, requis: oui, min: 1}
  accord: {type: oui_non, libelle: Accord}
  motif: {type: texte, libelle: Motif, requis_si: not accord}
  texte: {type: texte_long, libelle: Texte}
  chef: {comme: personne, libelle: Chef}
  equipe: {type: liste, de: {comme: personne}, minimum: 2, libelle: Équipe}
criteres:
  - {id: seuil, objet: coherence, libelle: Assez de séances, si: seances >= parametres.seuil,
     sinon: "{{ seances }} séances prévues, il en faut {{ parametres.seuil }}.", source: loi}
pieces:
  statuts: {libelle: Statuts signés, requis: oui, source: loi}
documents:
  lettre: {titre: "Lettre {{ reference }}"}
liasse: [bordereau, lettre, pieces]
"""

# The criterion of the procedure, for a test that puts another in its place.
CRITERION = PROCEDURE[PROCEDURE.index("  - {id: seuil") : PROCEDURE.index("pieces:")]

DOSSIER = """\
procedure: petite
reference: P-1
date: 2026-02-03
nom: Maison Exemple
seances: 6
accord: oui
equipe:
  - {nom: Ada Exemple, heures: 40}
  - {nom: Bob Exemple}
"""


@dataclass(frozen=True, slots=True)
class Small:
    """The small library, in a folder of its own."""

    root: Path

    @classmethod
    def make(cls, root: Path) -> Small:
        small = cls(root)
        small.put("schemas/sources.yaml", SOURCES)
        small.put("schemas/communs/dossier.yaml", COMMON)
        small.put("schemas/communs/personne.yaml", PERSON)
        small.put("schemas/parametres/essai.yaml", PARAMETERS)
        small.put("templates/essai/petite/lettre.md", "Bonjour {{ nom }}.\n")
        shutil.copy(ROOT / "schemas" / "procedure.yaml", root / "schemas" / "procedure.yaml")
        return small

    def furnish(self) -> None:
        """Add what writing files needs: skins, reports and fonts, those of the real library."""
        skin = ROOT / "templates/conventions/habillage.docx"
        shutil.copy(skin, self.root / "templates/essai/habillage.docx")
        shutil.copytree(ROOT / "templates/reports", self.root / "templates/reports")
        (self.root / "polices").symlink_to(ROOT / "polices")

    @property
    def library(self) -> Library:
        return Library(self.root)

    def put(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def procedure(self, text: str = PROCEDURE) -> Procedure:
        self.put("schemas/essai/petite.yaml", text)
        return load(self.library, "petite")

    def dossier(
        self, text: str = DOSSIER, procedure: str = PROCEDURE, day: date | None = None
    ) -> Dossier:
        source = read(text.encode(), "dossier.yaml")
        return open_dossier(source, self.procedure(procedure), self.root / "dossiers", day)

    def judge(
        self,
        text: str = DOSSIER,
        procedure: str = PROCEDURE,
        stage: Stage = Stage.SIGNATURE,
        *,
        strict: bool = False,
    ) -> Assessment:
        return assess(self.dossier(text, procedure), stage, strict=strict)

    def words(self, template: str, *, draft: bool = False, **values: object) -> object:
        """The blocks of a template written for one test, `{{ v }}` being the values."""
        written = len(list((self.root / "templates").glob("essai*.md")))
        name = f"templates/essai{written or ''}.md"
        self.put(name, template)
        return build(write(self.library, name, values, draft=draft))
