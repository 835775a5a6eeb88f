"""Two dossiers compared: what an avenant says of them leads from the one text to the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composed import blocks, document, own_words
from dossiers.blocks import Block, Cover, Heading, Paragraph, Table, Text, paragraphs, texts
from dossiers.composing.numbering import numbered
from dossiers.composing.quoting import quoted
from dossiers.composing.rewriting import rewritten
from dossiers.composing.wording import Passage
from dossiers.errors import LibraryError
from dossiers.findings import Verdict
from dossiers.judging.assessment import assess
from dossiers.judging.comparison import apply, compare, unapply
from dossiers.judging.content import content
from dossiers.judging.referral import open_whole
from dossiers.language.vocabulary import Group
from dossiers.lint import lint
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.procedures.procedure import load
from samples import sheets
from small import DOSSIER, PROCEDURE, Small

SIGNED = PROCEDURE.replace(
    "documents:", "documents:\n  carte: {titre: Carte, pour_chaque: equipe}"
).replace("Nom de la structure, requis: oui", "Nom de la structure, requis: oui, immuable: oui")
LETTER = """\
::: couverture

# Lettre de {{ nom }}

:::

Bonjour {{ nom }}.

## Article – Séances {#seances}

Il y a {{ seances }} séances, selon l’[](#objet).

{% if motif is renseigne %}

## Article – Motif {#motif}

{{ motif }}

{% endif %}

## Article – Objet {#objet}

{{ equipe | compte }} personnes, pour :

- {{ seances }} séances ;
- rien d’autre.

## Préambule

Une phrase.

# Annexe – Équipe

| Nom | Heures |
| :--- | ---: |
{% for p in equipe %}
| {{ p.nom }} | {% if p.heures is renseigne %}{{ p.heures }}{% else %}–{% endif %} |
{% endfor %}

::: encadre

Une remarque sur {{ seances }} séances.

:::
"""
CHANGING = """\
id: changement
titre: Changement
version: 2026-01-01
en_vigueur: {du: a_confirmer}
champs:
  initial: {type: dossier, libelle: Dossier initial, requis: oui}
  nouveau: {type: dossier, libelle: Nouveau dossier, requis: oui}
comparaison: {procedure: petite, avant: initial, apres: nouveau, document: lettre}
criteres:
  - id: fixe
    objet: recevabilite
    libelle: Rien d’immuable ne change
    si: comparaison.immuables | compte == 0
    sinon: "À garder : {{ comparaison.immuables | champ('resume') | enumere }}."
    source: modele
documents:
  avenant: {titre: Avenant}
  texte: {titre: Texte}
liasse: [bordereau, avenant, texte]
"""
AVENANT = """\
# Avenant

{% for a in comparaison.articles %}

{{ a.libelle }} ({{ a.genre }}) : {{ a.nature }}

{{ a.texte }}

{% endfor %}

| Quoi | Où |
| --- | --- |
{% for c in comparaison.changements %}
| {{ c.libelle }} | {{ c.articles | enumere }} |
{% endfor %}
"""
AMENDING = """\
procedure: changement
reference: A-1
date: 2027-01-04
initial: initial.yaml
nouveau: nouveau.yaml
"""
WHOLE = DOSSIER.replace("Bob Exemple}", "Bob Exemple}\npieces: {statuts: statuts.pdf}")


def furnished(root: Path) -> Small:
    small = Small.make(root)
    small.put("schemas/essai/petite.yaml", SIGNED)
    small.put("schemas/essai/changement.yaml", CHANGING)
    small.put("templates/essai/petite/lettre.md", LETTER)
    small.put("templates/essai/petite/carte.md", "{{ entree.nom }}\n")
    small.put("templates/essai/changement/avenant.md", AVENANT)
    small.put("templates/essai/changement/texte.md", "{{ comparaison.texte }}\n")
    small.put("dossiers/vide", "")
    (small.root / "dossiers/statuts.pdf").write_bytes(sheets("Statuts"))
    return small


@pytest.fixture
def pair(tmp_path: Path) -> Small:
    return furnished(tmp_path)


def opened(
    small: Small, after: str, before: str = WHOLE, amending: str = AMENDING, day: date | None = None
) -> Dossier:
    small.put("dossiers/initial.yaml", before)
    small.put("dossiers/nouveau.yaml", after)
    small.put("dossiers/avenant.yaml", amending)
    found = open_whole(Opener(small.library, day), small.root / "dossiers/avenant.yaml")
    assert isinstance(found, Dossier)
    return found


def said(dossier: Dossier, name: str, *, draft: bool = False) -> list[str]:
    return list(paragraphs(document(dossier, name, draft=draft)))


def known(dossier: Dossier) -> Group:
    spec = dossier.procedure.compared
    assert spec is not None
    assert dossier.compared is not None
    return rewritten(dossier.compared, spec, draft=False)


def test_only_the_articles_whose_words_change_are_written_again(pair: Small) -> None:
    told = said(opened(pair, WHOLE.replace("seances: 6", "seances: 7")), "avenant")
    assert told == [
        "Avenant",
        "article\u00a01er (article)\u00a0: modifié",
        "«\u00a0Article\u00a01er\u00a0– Séances",
        "Il y a 7\u00a0séances, selon l’article\u00a02.\u00a0»",
        "article\u00a02 (article)\u00a0: modifié",
        "«\u00a0Article\u00a02\u00a0– Objet",
        "2\u00a0personnes, pour\u00a0:",
        "7\u00a0séances\u202f;",
        "rien d’autre.\u00a0»",
        "Quoi",
        "Où",
        "Séances",
        "article\u00a01er et article\u00a02",
    ]


def test_a_quoted_title_is_a_paragraph_tied_to_what_announces_it(pair: Small) -> None:
    written = document(opened(pair, WHOLE.replace("seances: 6", "seances: 7")), "avenant")
    assert [b.level for b in written.blocks if isinstance(b, Heading)] == [1]
    announcing, title = written.blocks[1:3]
    assert not isinstance(announcing, Heading | Table)
    assert getattr(announcing, "keep", False)
    assert getattr(title, "keep", False)
    assert not any(getattr(piece, "target", None) for piece in getattr(title, "content", ()))


def test_a_quoted_paragraph_is_not_tied_to_the_next_quoted_title() -> None:
    """Ties from one end of a passage to the other would leave half a page white."""
    text = (Heading(2, (Text("Objet"),), ""), Paragraph((Text("Un."),)),
            Heading(3, (Text("Suite"),), ""), Paragraph((Text("Deux."),)))  # fmt: skip
    kept = numbered((Paragraph((Text("Est ainsi rédigé"),)), *quoted(text)), "essai").blocks
    ties = [block.keep for block in kept if isinstance(block, Paragraph)]
    assert ties == [True, True, False, True, False]


def test_what_stands_before_the_first_title_is_a_part_too(pair: Small) -> None:
    told = said(opened(pair, WHOLE.replace("Maison Exemple", "Maison Autre")), "avenant")
    assert "«\u00a0Début\u00a0» (partie)\u00a0: modifié" in told
    assert "«\u00a0Bonjour Maison Autre.\u00a0»" in told


def test_an_article_that_appears_is_added_and_shifts_those_that_follow(pair: Small) -> None:
    told = said(opened(pair, f"{WHOLE}motif: travaux\n"), "avenant")
    assert "article\u00a02 (article)\u00a0: ajouté" in told
    assert "article\u00a03 (article)\u00a0: modifié" in told
    assert "«\u00a0Préambule\u00a0» (partie)\u00a0: modifié" not in told
    back = said(opened(pair, WHOLE, f"{WHOLE}motif: travaux\n"), "avenant")
    assert "article\u00a02 (article)\u00a0: retiré" in back


def test_what_is_quoted_refers_to_nothing_and_may_begin_with_a_table(pair: Small) -> None:
    chart = (
        "{{ equipe | sauf(equipe) | champ('nom') | enumere }}\n\n::: barres\n\n"
        "| Quoi, selon l’[](#objet) | Nombre | Part |\n| --- | --- | --- |\n"
        "| Séances, [](#objet) | {{ seances }} |\n\nTable : [](#objet)\n\n:::\n\n"
        "## Article – Objet {#objet}\n\nRien.\n"
    )
    pair.put("templates/essai/petite/lettre.md", chart)
    told = said(opened(pair, WHOLE.replace("seances: 6", "seances: 7")), "avenant")
    assert told[2:10] == [
        *("«", "article\u00a01er", "Quoi, selon l’article\u00a01er", "Nombre", "Part"),
        *("Séances, article\u00a01er", "7", "»"),
    ]


def test_a_guillemet_closes_after_the_last_cell_of_a_table(pair: Small) -> None:
    told = said(opened(pair, WHOLE.replace("Bob Exemple}", "Bob Exemple, heures: 12}")), "avenant")
    at = told.index("«\u00a0Annexe\u00a01\u00a0– Équipe")
    assert told[at + 1 : at + 7] == [
        "Nom",
        "Heures",
        "Ada Exemple",
        "40",
        "Bob Exemple",
        "12\u00a0»",
    ]
    assert told[-2:] == ["Équipe › entrée 2 (Bob Exemple) › Heures", "annexe\u00a01"]


TEAMS = st.lists(st.sampled_from(["Ada Exemple", "Bob Exemple", "Cléo Exemple"]),
                 min_size=1, max_size=4, unique=True)  # fmt: skip
TEXTS = st.builds(
    lambda name, count, motive, team: (
        f"procedure: petite\nreference: P-1\ndate: 2026-02-03\nnom: {name}\nseances: {count}\n"
        + (f"motif: {motive}\n" if motive else "")
        + "equipe:\n"
        + "".join(f"  - {{nom: {person}}}\n" for person in team)
    ),
    st.sampled_from(["Maison Exemple", "Maison Autre"]),
    st.integers(1, 3),
    st.sampled_from(["", "travaux", "départ"]),
    TEAMS,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return furnished(tmp_path_factory.mktemp("avenants"))


@given(before=TEXTS, after=TEXTS)
def test_the_avenant_leads_from_the_signed_text_to_the_consolidated_one_and_back(
    shared: Small, before: str, after: str
) -> None:
    there, back = opened(shared, after, before), opened(shared, before, after)
    assert there.compared is not None
    old, new = there.compared.before, there.compared.after
    changes = compare(content(old), content(new))
    assert apply(content(old), changes) == content(new)
    assert unapply(content(new), changes) == content(old)
    assert own_words(there, "texte") == own_words(new, "lettre")
    assert own_words(back, "texte") == own_words(old, "lettre")
    assert amended(sections(old), known(there)) == sections(new)
    assert amended(sections(new), known(back)) == sections(old)


def sections(dossier: Dossier) -> dict[str, str]:
    """The words of each article by its title, whatever its number; remarks are no provision."""
    found: dict[str, str] = {}
    title = "Début"
    for block in blocks(dossier, dossier.procedure.documents[-1].id):
        if isinstance(block, Heading):
            title = "".join(texts([block])).rsplit("– ", 1)[-1]
        if not isinstance(block, Cover) and type(block).__name__ != "Note":
            found[title] = found.get(title, "") + "".join(texts([block]))
    return found


def amended(before: dict[str, str], told: Group) -> dict[str, str]:
    """The words of a text once each article of an avenant has been put in its place."""
    after = dict(before)
    for article in told.fields["articles"]:
        name = article.fields["titre"].rsplit("– ", 1)[-1] or "Début"
        after.pop(name, None)
        if article.fields["nature"] != "retire":
            quoted = "".join(texts(blocks_of(article.fields["texte"])))
            after[name] = (
                quoted.removeprefix("«").lstrip("\u00a0").removesuffix("»").rstrip("\u00a0")
            )
    return after


def blocks_of(passage: object) -> Iterator[Block]:
    assert isinstance(passage, Passage)
    yield from passage.blocks


def test_an_immutable_field_that_changes_is_told_and_refused(pair: Small) -> None:
    judged = assess(opened(pair, WHOLE.replace("Maison Exemple", "Maison Autre")))
    (finding,) = (f for f in judged.findings if f.rule == "critere/changement/fixe")
    assert judged.verdict is Verdict.INADMISSIBLE
    assert finding.path == "nouveau"
    assert finding.mark.line == 5
    assert finding.message == (
        "À garder\u00a0: Nom de la structure (avant\u00a0: Maison Exemple ; "
        "après\u00a0: Maison Autre)."
    )


def test_what_an_immutable_group_holds_is_immutable(pair: Small) -> None:
    fixed = SIGNED.replace("libelle: Chef}", "libelle: Chef, immuable: oui}")
    pair.put("schemas/essai/petite.yaml", fixed)
    found = opened(pair, f"{WHOLE}chef: {{heures: 2}}\n")
    assert [c.fields["chemin"] for c in known(found).fields["immuables"]] == ["chef.heures"]


def test_a_change_has_the_name_of_its_field_whatever_the_entry(pair: Small) -> None:
    told = known(
        opened(pair, WHOLE.replace("heures: 40", "heures: 41").replace("seances: 6", "seances: 7"))
    )
    names = [(c.fields["chemin"], c.fields["nom"]) for c in told.fields["changements"]]
    assert names == [("seances", "seances"), ("equipe[1].heures", "equipe.heures")]


def test_two_dossiers_that_say_the_same_change_nothing(pair: Small) -> None:
    told = known(opened(pair, WHOLE))
    assert (told.fields["changements"], told.fields["articles"]) == ((), ())


def test_a_changed_piece_is_told_apart(pair: Small) -> None:
    (pair.root / "dossiers/autres.pdf").write_bytes(sheets("Autres statuts"))
    told = known(opened(pair, WHOLE.replace("statuts.pdf", "autres.pdf")))
    assert told.fields["changements"] == ()
    (piece,) = told.fields["pieces"]
    assert piece.fields["libelle"] == "Pièces › Statuts signés › fichier 1"


def test_an_entry_that_only_moves_is_told_by_its_places(pair: Small) -> None:
    turned = WHOLE.replace("Ada Exemple, heures: 40", "Cléo").replace("Bob Exemple", "Ada Exemple")
    before = WHOLE.replace("Ada Exemple, heures: 40", "Ada Exemple").replace("Bob Exemple", "Cléo")
    (change,) = known(opened(pair, turned, before)).fields["changements"]
    assert {change.fields["avant"], change.fields["apres"]} == {"entrée 1", "entrée 2"}


def test_a_dossier_of_another_procedure_is_refused(pair: Small) -> None:
    other = "procedure: changement\nreference: B-1\ndate: 2027-01-04\n"
    found = opened(pair, other)
    told = [f.message for f in found.findings if f.path == "nouveau"]
    assert told == ["Nouveau dossier : un dossier de la procédure « petite » est attendu."]
    assert assess(found).verdict is Verdict.INVALID


def test_a_draft_shows_the_dossier_that_is_not_there_yet(pair: Small) -> None:
    found = opened(pair, WHOLE, amending=AMENDING.replace("nouveau.yaml", "à compléter"))
    assert said(found, "texte", draft=True) == ["[à compléter : Nouveau dossier]"]
    judged = assess(found)
    assert [o.status for o in judged.outcomes] == ["a_completer"]
    assert judged.verdict is Verdict.INCOMPLETE
    alone = Opener(pair.library).open(pair.root / "dossiers/avenant.yaml")
    assert isinstance(alone, Dossier)
    assert assess(alone).outcomes[0].missing == "nouveau"


def test_a_draft_writes_again_what_a_dossier_still_lacks(pair: Small) -> None:
    found = opened(pair, WHOLE.replace("seances: 6", "seances:"))
    told = said(found, "avenant", draft=True)
    assert "Il y a [à compléter : Séances]\u00a0séances, selon l’article\u00a02.\u00a0»" in told


def test_the_date_of_a_command_leaves_that_of_the_signed_text(pair: Small) -> None:
    found = opened(pair, WHOLE, day=date(2028, 5, 6))
    assert found.day == date(2028, 5, 6)
    assert found.compared is not None
    assert found.compared.before.day == found.compared.after.day == date(2026, 2, 3)


def test_the_text_of_another_document_stands_alone(pair: Small) -> None:
    for wrong in ("Voici {{ comparaison.texte }}\n", "- {{ comparaison.texte }}\n"):
        pair.put("templates/essai/changement/texte.md", wrong)
        with pytest.raises(LibraryError, match="se met seul entre deux lignes vides"):
            said(opened(pair, WHOLE), "texte")
        assert any("texte-long" in f.rule for f in lint(pair.library, "changement"))


def test_a_comparison_names_two_dossiers_and_a_document_that_exist(pair: Small) -> None:
    def linted(old: str, new: str) -> list[str]:
        pair.put("schemas/essai/changement.yaml", CHANGING.replace(old, new))
        return [f.message for f in lint(pair.library, "changement") if f.mark.line == 8]

    assert any(
        "« titre » n’est pas un champ" in m for m in linted("avant: initial", "avant: titre")
    )
    assert any(
        "procédure « rien »" in m for m in linted("procedure: petite, a", "procedure: rien, a")
    )
    assert any(
        "document unique « carte »" in m for m in linted("document: lettre", "document: carte")
    )
    spec = replace(load(pair.library, "changement").compared, document="rien")  # type: ignore[type-var]
    found = opened(pair, WHOLE)
    assert found.compared is not None
    with pytest.raises(LibraryError, match="n’est pas un document unique"):
        rewritten(found.compared, spec, draft=False)
