"""The selection of an AMI: its minutes, its letters, and what a jury may not decide."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dossiers.blocks import Document, Signatures, Table, paragraphs, plain
from dossiers.composing.compose import compose
from dossiers.findings import Verdict
from dossiers.judging.assessment import Assessment, assess
from dossiers.judging.referral import joined, open_whole
from dossiers.language.vocabulary import Group
from dossiers.library import Library, default
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.opening.papers import documents_of
from dossiers.opening.variants import varied
from dossiers.reading.source import Tree

EXAMPLE = "examples/ami-selection/complet.yaml"
PRINTED = {
    "retenue": "lettre-selection",
    "non_retenue": "lettre-non-selection",
    "irrecevable": "lettre-non-selection",
    "hors_thematique": "lettre-thematique",
}


def selection(changes: Mapping[str, Tree | None] | None = None) -> Dossier:
    library = default()
    opener, path = Opener(library), library.path(EXAMPLE)
    found = open_whole(opener, path)
    assert isinstance(found, Dossier)
    return joined(opener, varied(found, changes), path) if changes else found


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return selection()


@pytest.fixture(scope="module")
def written(dossier: Dossier) -> dict[str, Document]:
    specs = documents_of(dossier, draft=False)
    return {spec.name: compose(dossier, spec, draft=False) for spec in specs}


def words(document: Document) -> str:
    return " ".join(" ".join(paragraphs(document)).split())


def messages(assessment: Assessment) -> str:
    return " ".join(" ".join(f.message.split()) for f in assessment.findings)


def candidacies(dossier: Dossier) -> list[Mapping[str, object]]:
    return [entry.fields for entry in dossier.value("candidatures") if isinstance(entry, Group)]


def test_twelve_candidacies_have_each_the_letter_of_its_decision(
    dossier: Dossier, written: dict[str, Document]
) -> None:
    expected = [
        f"{PRINTED[str(one['decision'])]}-{rank:02d}"
        for rank, one in enumerate(candidacies(dossier), 1)
    ]
    assert len(expected) == 12
    assert sorted(written) == sorted([*expected, "proces-verbal"])
    for name, one in zip(expected, candidacies(dossier), strict=True):
        assert str(one["nom"]) in words(written[name])


def test_the_dossiers_of_the_candidacies_differ_and_may_be_paper_or_elsewhere(
    dossier: Dossier, library: Library
) -> None:
    received = [one["recu"] for one in candidacies(dossier) if isinstance(one["recu"], Group)]
    assert len(received) == 11
    assert len({str(group.fields["empreinte"]) for group in received}) == 11
    told = [str(group.fields["recevabilite"]) for group in received]
    assert (told.count("a_apprecier"), told.count("irrecevable")) == (10, 1)
    folder = library.path(EXAMPLE).parent / "recus"
    for path in folder.glob("PEPS-*.yaml"):
        opened = Opener(library).open(path)
        if isinstance(opened, Dossier):
            late = opened.reference == "PEPS-2018-GES-031"
            assert assess(opened).verdict is (Verdict.INADMISSIBLE if late else Verdict.COMPLETE)


def test_a_candidate_of_an_unselected_topic_is_told_of_the_ordinary_route(
    written: dict[str, Document],
) -> None:
    letters = {name: words(d) for name, d in written.items() if name.startswith("lettre")}
    told = {name for name, text in letters.items() if "voie ordinaire" in text}
    assert told == {"lettre-thematique-11", "lettre-thematique-12"}
    assert all("R. 162-50-5" in letters[name].replace("\u00a0", " ") for name in told)


def test_an_inadmissible_candidate_of_an_unselected_topic_is_told_of_it_too() -> None:
    changed = selection({"candidatures[12].decision": "irrecevable"})
    (spec,) = (s for s in documents_of(changed, draft=False) if s.name == "lettre-non-selection-12")
    assert "voie ordinaire" in words(compose(changed, spec, draft=False))


def test_a_letter_that_refuses_waits_for_the_remedies_of_the_authority() -> None:
    judged = assess(selection({"voies_recours": None}))
    assert judged.verdict is Verdict.INCOMPLETE
    assert "Voies et délais de recours" in messages(judged)
    kept = {f"candidatures[{rank}]": None for rank in (12, 11, 8, 4)}
    all_retained = selection({**kept, "interets[1]": None, "jury[1].declaration": "aucun",
                              "evaluations[9]": None, "evaluations[8]": None,
                              "voies_recours": None})  # fmt: skip
    assert assess(all_retained).verdict is Verdict.COMPLETE


def test_the_minutes_set_levels_and_motives_side_by_side_and_say_where_they_differ(
    written: dict[str, Document],
) -> None:
    tables = [b for b in written["proces-verbal"].blocks if isinstance(b, Table)]
    sheets = [t for t in tables if plain(t.header[0]) == "Critère de sélection"]
    assert len(sheets) == 9
    assert {len(table.header) for table in sheets} == {4, 5}
    for table in sheets:
        assert len(table.rows) == 6
        for _, *given, said in table.rows:
            levels = {plain(cell).split(".")[0] for cell in given}
            assert plain(said) == ("Concordants" if len(levels) == 1 else "Divergents")
            assert levels <= {"Établi", "Engagé", "Annoncé"}


def test_the_minutes_neither_add_nor_rank(written: dict[str, Document]) -> None:
    text = words(written["proces-verbal"]).casefold()
    for word in ("total", "moyenne", "note", "rang", "sur 20"):
        assert f" {word} " not in text
    assert "n’est pas un classement" in text
    frames = [b for b in written["proces-verbal"].blocks if isinstance(b, Signatures)]
    assert [box.id for box in frames[0].boxes] == ["jury-1", "jury-2", "jury-3", "jury-4"]


def test_a_level_out_of_the_scale_is_told_at_its_line_even_beside_a_blank() -> None:
    changes = {"evaluations[3].innovation.niveau": "7 sur 10",
               "evaluations[3].parcours.niveau": None}  # fmt: skip
    found = [f for f in assess(selection(changes)).findings if f.rule.endswith("/niveaux")]
    assert [(f.effect, f.path.split(".")[0]) for f in found] == [
        (Verdict.NON_COMPLIANT, "evaluations[3]")
    ]


def test_a_late_candidacy_is_not_selected_whatever_the_agency_said() -> None:
    changes = {"candidatures[8].decision": "retenue",
               "candidatures[8].avis.recevabilite": "recevable"}  # fmt: skip
    judged = assess(selection(changes))
    assert judged.verdict is Verdict.NON_COMPLIANT
    assert "le contrôle du dossier répond « irrecevable »" in messages(judged)


def test_a_dossier_of_another_procedure_is_told_and_is_no_fault_of_the_library() -> None:
    changed: dict[str, Tree | None] = {"candidatures[1].recu": "incomplet.yaml"}
    judged = assess(selection(changed))
    assert "cite un dossier « Sélection de l’appel" in messages(judged)
