"""What changed between two dossiers leads from one to the other and back, and only that."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.judging.comparison import Change, Nature, apply, compare, unapply
from dossiers.judging.content import Joined, Wrong, content
from dossiers.judging.referral import open_whole
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.values import Amount, Code, Duration, TimeUnit
from small import DOSSIER, PROCEDURE, Small

# A few values only, so that entries are often alike, equal, or moved.
WORDS = st.sampled_from([None, "a", "b", "c", Wrong("a")])
NUMBERS = st.sampled_from([None, 1, 2, 3])
FILES = st.sampled_from([Joined("1" * 64, "a.pdf"), Joined("1" * 64, "b.pdf"), Joined("2", "c")])
VALUES = st.one_of(
    WORDS, NUMBERS,
    st.sampled_from([Amount(1), date(2026, 1, 2), Code("a", "b"), Duration(1, TimeUnit.YEAR),
                     Duration(12, TimeUnit.MONTH)]),
)  # fmt: skip
PERSONS = st.fixed_dictionaries(
    {"nom": WORDS, "heures": NUMBERS, "lieux": st.lists(WORDS.filter(bool), max_size=3)}
)
TEAMS = st.lists(st.one_of(PERSONS, PERSONS, st.just(Wrong("x"))), max_size=6)
TREES = st.fixed_dictionaries(
    {
        "valeur": VALUES,
        "chef": st.one_of(PERSONS, st.just(Wrong("x"))),
        "equipes": st.lists(
            st.fixed_dictionaries({"lieu": WORDS, "heures": NUMBERS, "membres": TEAMS}), max_size=4
        ),
        "pieces": st.fixed_dictionaries({"statuts": st.lists(FILES, max_size=3)}),
    }
)


@given(TREES, TREES)
def test_the_changes_lead_from_one_to_the_other_and_back(before: Any, after: Any) -> None:
    changes = compare(before, after)
    assert apply(before, changes) == after
    assert unapply(after, changes) == before


@given(TREES)
def test_a_dossier_has_not_changed_from_itself(tree: Any) -> None:
    assert compare(tree, tree) == ()


@given(TREES, TREES)
def test_to_compare_the_other_way_is_the_mirror(before: Any, after: Any) -> None:
    there, back = compare(before, after), compare(after, before)
    assert sorted(map(repr, back)) == sorted(repr(change.mirrored()) for change in there)


@given(TREES, TREES)
def test_to_apply_changes_alters_neither_tree(before: Any, after: Any) -> None:
    told = repr((before, after))
    changes = compare(before, after)
    apply(before, changes)
    unapply(after, changes)
    assert repr((before, after)) == told


def changes(small: Small, before: str, after: str) -> tuple[Change, ...]:
    procedure = PROCEDURE.replace(
        "  accord:", "  prix: {type: montant}\n  delai: {type: duree}\n  accord:"
    )
    return compare(*(content(small.dossier(text, procedure)) for text in (before, after)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("prix: 1480", "prix: 1 480,00 €"),
        ("seances: 6", "seances: ' 6 '"),
        ("date: 2026-02-03", "date: 3 février 2026"),
        ("motif: à compléter", "motif:"),
        ("delai: 3 mois", "delai:  3 mois"),
    ],
)
def test_a_value_written_otherwise_has_not_changed(small: Small, before: str, after: str) -> None:
    name = before.partition(":")[0]
    kept = "".join(f"{line}\n" for line in DOSSIER.splitlines() if not line.startswith(name))
    assert changes(small, f"{kept}{before}\n", f"{kept}{after}\n") == ()


def test_what_documents_would_print_otherwise_has_changed(small: Small) -> None:
    (change,) = changes(small, f"{DOSSIER}delai: 1 an\n", f"{DOSSIER}delai: 12 mois\n")
    assert (change.nature, change.old) == (Nature.CHANGED, ("delai",))


def test_a_field_filled_is_added_and_a_field_emptied_removed(small: Small) -> None:
    (change,) = changes(small, DOSSIER, f"{DOSSIER}motif: travaux\n")
    assert change == Change(Nature.ADDED, ("motif",), ("motif",), None, "travaux")
    (change,) = changes(small, f"{DOSSIER}motif: travaux\n", DOSSIER)
    assert change.nature is Nature.REMOVED


def test_an_entry_is_known_by_its_first_field_before_its_place(small: Small) -> None:
    team = "equipe:\n  - {nom: Bob Exemple, heures: 12}\n  - {nom: Ada Exemple, heures: 40}\n"
    after = DOSSIER[: DOSSIER.index("equipe:")] + team
    found = {(c.nature, c.old, c.new) for c in changes(small, DOSSIER, after)}
    assert found == {
        (Nature.MOVED, ("equipe", 1), ("equipe", 0)),
        (Nature.ADDED, ("equipe", 1, "heures"), ("equipe", 0, "heures")),
    }


def test_an_entry_put_first_moves_no_other(small: Small) -> None:
    after = DOSSIER.replace("equipe:\n", "equipe:\n  - {nom: Cléo Exemple}\n")
    (change,) = changes(small, DOSSIER, after)
    assert (change.nature, change.new) == (Nature.ADDED, ("equipe", 0))


def test_a_name_put_right_is_the_same_entry(small: Small) -> None:
    before = DOSSIER.replace("heures: 40", "heures: 40, titre: x")
    procedure = PROCEDURE
    small.put(
        "schemas/communs/personne.yaml",
        "libelle: Personne\nchamps:\n  nom: {type: texte}\n  heures: {type: entier}\n"
        "  titre: {type: texte}\n",
    )
    after = before.replace("Ada", "Adèle")
    told = compare(*(content(small.dossier(text, procedure)) for text in (before, after)))
    assert [change.old for change in told] == [("equipe", 0, "nom")]


def test_another_person_in_the_same_place_is_another_entry(small: Small) -> None:
    after = DOSSIER.replace("nom: Ada Exemple, heures: 40", "nom: Cléo Exemple, heures: 12")
    natures = [change.nature for change in changes(small, DOSSIER, after)]
    assert natures == [Nature.REMOVED, Nature.ADDED]


def test_a_wrong_value_is_compared_as_it_is_typed(small: Small) -> None:
    before, after = (DOSSIER.replace("seances: 6", f"seances: {n}") for n in ("six", "sept"))
    (change,) = changes(small, before, after)
    assert (change.before, change.after) == (Wrong("six"), Wrong("sept"))
    (change,) = changes(small, DOSSIER, DOSSIER.replace("nom: Maison Exemple", "nom: {a: b}"))
    assert change.after == Wrong("b")
    (change,) = changes(small, DOSSIER, DOSSIER + "chef: un nom\n")
    assert change.after == Wrong("un nom")


def test_a_social_security_number_is_masked(small: Small) -> None:
    number = "2 69 05 49 588 157 80"
    (change,) = changes(small, DOSSIER, DOSSIER + f"motif: vue avec {number}\n")
    assert change.after == Wrong("vue avec (numéro masqué)")


def test_a_piece_is_compared_by_what_it_holds(small: Small) -> None:
    for name, data in (("a.pdf", b"un"), ("b.pdf", b"un"), ("c.pdf", b"deux")):
        path: Path = small.root / "dossiers" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    one, same, other, absent = (
        f"{DOSSIER}pieces: {{statuts: {name}.pdf}}\n" for name in ("a", "b", "c", "d")
    )
    assert changes(small, one, same) == ()
    (change,) = changes(small, one, other)
    assert (change.nature, change.old) == (Nature.CHANGED, ("pieces", "statuts", 0))
    (change,) = changes(small, one, absent)
    assert change.after == Joined("d.pdf", "d.pdf", "ce fichier n’existe pas")
    assert changes(small, absent, absent) == ()


def test_a_dossier_that_another_names_is_compared_by_its_file(small: Small) -> None:
    naming = PROCEDURE.replace("champs:\n", "champs:\n  recu: {type: dossier, libelle: Reçu}\n")
    small.procedure(naming)
    folder = small.root / "dossiers"
    folder.mkdir()
    for name, text in (("a", "recu: c.yaml\n"), ("b", "recu: d.yaml\n"), ("c", ""), ("d", "")):
        (folder / f"{name}.yaml").write_text(DOSSIER + text, encoding="utf-8")
    (folder / "d.yaml").write_text(DOSSIER.replace("seances: 6", "seances: 7"), encoding="utf-8")
    opened = [open_whole(Opener(small.library), folder / f"{name}.yaml") for name in "ab"]
    before, after = (content(one) for one in opened if isinstance(one, Dossier))
    (change,) = compare(before, after)
    assert (change.keys, change.nature) == (("recu",), Nature.CHANGED)
