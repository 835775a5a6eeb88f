"""A procedure file: each mistake of its author is a LibraryError with a file and a line."""

from __future__ import annotations

from datetime import date

import pytest

from dossiers.errors import LibraryError, UsageProblem
from dossiers.findings import Stage
from dossiers.procedures.procedure import Purpose, catalogue, load
from small import COMMON, PARAMETERS, PERSON, PROCEDURE, SOURCES, Small

FILE = "schemas/essai/petite.yaml"


def test_a_procedure_is_read_whole(small: Small) -> None:
    found = small.procedure()
    assert (found.id, found.family, found.title) == ("petite", "essai", "Petite procédure")
    assert (found.period.since, found.period.until) == (None, None)
    names = [field.name for field in found.fields]
    assert names[:5] == ["procedure", "reference", "date", "mention", "nom"]
    chief = found.form.field(("chef",))
    assert chief is not None
    assert [field.name for field in chief.fields] == ["nom", "heures"]
    assert set(found.parameters) == {"seuil", "metiers"}
    (criterion,) = found.criteria
    assert (criterion.purpose, criterion.stage) == (Purpose.CONSISTENCY, Stage.SIGNATURE)
    assert criterion.reference.verified_on == date(2026, 1, 1)
    assert found.bundle == ("bordereau", "lettre", "pieces")
    assert found.templates == "templates/essai/petite"


def test_the_period_of_a_procedure_is_read(small: Small) -> None:
    text = PROCEDURE.replace("{du: a_confirmer}", "{du: 2026-01-01, au: 2026-12-31}")
    period = small.procedure(text).period
    assert (period.since, period.until) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: petite", "id: grande", "nom de son fichier"),
        ("titre: Petite procédure\n", "", "« titre » : clé absente"),
        ("titre: Petite", "titres: x\ntitre: Petite", "« titres » : clé inconnue"),
        ("version: 2026-01-01", "version: un", "« version » : forme fausse"),
        ("version: 2026-01-01", "version: 1/1/2026", "« 1/1/2026 » (attendu : une date AAAA"),
        ("id: petite", "id: Petite", "lettres minuscules sans accent, chiffres, tirets"),
        ("a_confirmer}\nchamps", "2026-02-30}\nchamps", "n’est pas un jour"),
        ("version: 2026-01-01", "version: 2026-13-01", "n’est pas un jour"),
        ("type: entier", "type: nombre", "Le type « nombre » n’existe pas"),
        ("type: entier, ", "", "a soit « type », soit « comme »"),
        ("{comme: personne, libelle: Chef}", "{comme: x}", "pas de groupe commun « x »"),
        ("{comme: personne, libelle: Chef}", "{type: choix}", "n’a pas de « valeurs »"),
        ("{comme: personne, libelle: Chef}", "{type: liste}", "Une liste dit « de » quoi"),
        ("{comme: personne, libelle: Chef}", "{type: groupe}", "Des champs sont attendus"),
        ("{comme: personne, libelle: Chef}", "texte", "« champs.chef » : forme fausse"),
        ("de: {comme: personne}", "de: {comme: personne, libele: x}", "clé inconnue"),
        ("de: {comme: personne}", "de: {n: {type: texte, libele: x}}", "clé inconnue"),
        ("de: {comme: personne}", "de: {Nom: {type: texte}}", "forme fausse"),
        ("de: {comme: personne}", "de: {n: texte}", "forme fausse"),
        ("min: 1", "aide: [un]", "« champs.seances.aide » : forme fausse (attendu : un texte)"),
        ("titre: Petite procédure", 'titre: ""', "« titre » : vide"),
        ("si: seances >= parametres.seuil,", "", "« criteres[1].sinon » : ne va pas sans « si »"),
        ("minimum: 2", "minimum: 99999999999999999999", "compte plus de 15 chiffres"),
        ("si: seances >=", f"si: {'9' * 5_000} >=", "un nombre a trop de chiffres"),
        ("min: 1", "min: un", "« min: un » : le nombre ne s’écrit pas seulement"),
        ("{comme: personne, libelle: Chef}", "{comme: personne, min: 3}",
         "« min: 3 » : un champ « groupe » n’a pas de borne."),
        ("requis_si: not accord", "requis_si: not (accord", "Expression illisible"),
        ("  motif:", "  loop:", "« loop » est un nom réservé"),
        ("  motif:", "  in:", "« in » est un nom réservé"),
        ("  motif:", "  Motif:", "forme fausse"),
        ("  motif:", "  reference:", "« reference » est déclaré deux fois"),
        ("objet: coherence", "objet: autre", "n’est pas l’un de recevabilite"),
        ("source: loi}\npieces", "source: x}\npieces", "n’est pas dans schemas/sources.yaml"),
        ("si: seances >=", "si: seances > =", "Expression illisible"),
        (",\n     sinon:", ",\n     aide:", "a un « si » sans « sinon »"),
        ("criteres:\n", "criteres:\n  - {id: seuil, objet: coherence, libelle: L, source: loi}\n",
         "« seuil » est déclaré deux fois"),
        ('lettre: {titre: "Lettre {{ reference }}"}',
         'lettre: {titre: "Lettre {{ reference }}", signataires: [chef, chef]}',
         "« chef » est déclaré deux fois"),
        ("requis: oui, source: loi}\ndoc", "requis: peut-être, source: loi}\ndoc",
         "n’est pas l’un de oui, non"),
        ("requis: oui, source: loi}\ndoc", "document: x, source: loi}\ndoc",
         "cite un document inconnu"),
        ('{titre: "Lettre {{ reference }}"}', "{titre: L, pour_chaque: nom}",
         "« pour_chaque: nom » n’est pas une liste"),
        ('{titre: "Lettre {{ reference }}"}', "{titre: L, pour_chaque: x.y}",
         "« pour_chaque: x.y » n’est pas une liste"),
        ('{titre: "Lettre {{ reference }}"}',
         "{titre: L, pour_chaque: equipe}\n  lettre-02: {titre: L}",
         "« lettre-02 » a le nom d’un exemplaire de « lettre »"),
        ("  motif:", "  entree:", "« entree » est un nom réservé"),
        ('{titre: "Lettre {{ reference }}"}', "{signataires: [chef]}", "clé absente"),
        ('reference }}"}', 'reference }}", signataires: [nom]}', "Le signataire « nom »"),
        ('reference }}"}', 'reference }}", signataires: [x.y]}', "Le signataire « x.y »"),
        ("[bordereau, lettre", "[bordereau, lettres", "La liasse cite « lettres »"),
        ("criteres:", "parametres: {p: {valeurs: {x: 1}, source: loi}}\ncriteres:", "paramètre"),
        ("liasse:", "\tliasse:", "tabulation"),
    ],
)  # fmt: skip
def test_each_mistake_has_a_sentence_a_file_and_a_line(
    small: Small, old: str, new: str, said: str
) -> None:
    assert old in PROCEDURE
    with pytest.raises(LibraryError) as caught:
        small.procedure(PROCEDURE.replace(old, new, 1))
    assert said in caught.value.message
    assert caught.value.mark is not None
    assert caught.value.mark.file == FILE
    assert caught.value.mark.line >= 1
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("name", "text", "file"),
    [
        ("schemas/sources.yaml", SOURCES + "loi: {titre: Bis, confiance: verifie}\n", None),
        ("schemas/communs/personne.yaml", PERSON + "  x: {type: y}\n", None),
        ("schemas/communs/personne.yaml", PERSON.replace("libelle: Personne\n", ""), None),
        ("schemas/communs/personne.yaml", PERSON + "  p: {comme: personne}\n", None),
        ("schemas/communs/dossier.yaml", COMMON + "a: 1\n", None),
        ("schemas/communs/dossier.yaml", COMMON.replace("  date:", "  jour:"), None),
        ("schemas/communs/dossier.yaml", COMMON.replace("type: reference", "type: texte"), None),
        ("schemas/sources.yaml", SOURCES + "modele: {titre: T, confiance: a_confirmer}\n", None),
        ("schemas/parametres/essai.yaml", PARAMETERS.replace("source: loi", "source: x"), None),
        ("schemas/parametres/essai.yaml", PARAMETERS + "seuil: 1\n", None),
    ],
)
def test_a_mistake_in_a_shared_file_is_told_in_that_file(
    small: Small, name: str, text: str, file: str | None
) -> None:
    small.put(name, text)
    with pytest.raises(LibraryError) as caught:
        small.procedure()
    assert caught.value.mark is not None
    assert caught.value.mark.file == (file or name)


def test_an_absent_library_file_is_the_authors_matter(small: Small) -> None:
    (small.root / "schemas/sources.yaml").unlink()
    with pytest.raises(LibraryError, match=r"pas de fichier « schemas/sources\.yaml »"):
        small.procedure()


def test_an_unknown_procedure_is_the_users_matter(small: Small) -> None:
    with pytest.raises(UsageProblem, match="dossiers list"):
        load(small.library, "inconnue")
    with pytest.raises(UsageProblem):
        load(small.library, "*")


def test_two_files_of_one_id_are_refused(small: Small) -> None:
    small.procedure()
    small.put("schemas/autre/petite.yaml", PROCEDURE)
    with pytest.raises(LibraryError, match="deux fichiers"):
        load(small.library, "petite")


def test_the_catalogue_leaves_shared_files_out(small: Small) -> None:
    small.procedure()
    assert catalogue(small.library) == ("petite",)


def test_the_fingerprint_changes_with_each_file_that_may_be_read(small: Small) -> None:
    before = small.procedure().fingerprint
    assert small.procedure().fingerprint == before
    for name in ("schemas/sources.yaml", "schemas/communs/personne.yaml",
                 "schemas/parametres/essai.yaml", "templates/essai/petite/lettre.md"):  # fmt: skip
        path = small.root / name
        path.write_text(path.read_text(encoding="utf-8") + "# suite\n", encoding="utf-8")
        after = small.procedure().fingerprint
        assert after != before
        before = after


def test_parameters_and_groups_may_bear_the_name_of_a_procedure(small: Small) -> None:
    small.put("schemas/parametres/petite.yaml", PARAMETERS.replace("seuil", "autre"))
    small.put("schemas/communs/petite.yaml", PERSON.replace("personne", "petite"))
    assert small.procedure().id == "petite"
