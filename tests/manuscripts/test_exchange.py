"""A document's words go to Word and come back: nothing lost or moved, every mistake placed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest

import dossiers
from conftest import Run
from dossiers.errors import DossiersError, LibraryError, Refused, UsageProblem
from dossiers.formats.ooxml import Element, parse, read_parts, serialize, write_package
from dossiers.library import Library, default
from dossiers.manuscripts.exchange import Proposal, export, propose, target
from dossiers.manuscripts.passages import TAG, Kind, read
from dossiers.manuscripts.trial import procedures_of, tried, users
from dossiers.procedures.procedure import catalogue, load
from readers.validators import integrity, libreoffice, openxml, require_libreoffice

NAME = "convention-et3p/convention"
SMALL = "et3p-kit/remise"
PASSAGE = "communs/et3p/signatures"
STYLED = ("word/styles.xml", "word/numbering.xml")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _names(library: Library) -> Iterator[str]:
    for procedure in catalogue(library):
        loaded = load(library, procedure)
        for spec in (*loaded.documents, *loaded.letters):
            if not spec.word:
                yield f"{procedure}/{spec.id}"
    for name in library.names("templates/communs/**/*.md"):
        yield name.removeprefix("templates/").removesuffix(".md")


NAMES = tuple(_names(default()))


@cache
def exported(name: str) -> bytes:
    return export(default(), name)


def test_a_whole_word_model_is_word_already() -> None:
    with pytest.raises(UsageProblem, match="est déjà un fichier Word"):
        export(default(), "et3p-kit/restitution")


def source(name: str) -> str:
    library = default()
    return library.read(target(library, name).template).decode()


def edited(data: bytes, *changes: tuple[str, str], part: str = "word/document.xml") -> bytes:
    """A Word file with some of its XML changed, each change once."""
    parts = read_parts(data, "essai")
    text = parts[part].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return write_package({**parts, part: text.encode()})


def proposed(
    folder: Path, *changes: tuple[str, str], name: str = NAME, library: Library | None = None
) -> Proposal:
    path = folder / "texte.docx"
    path.write_bytes(edited(exported(name), *changes))
    return propose(library or default(), path)


def inserted(text: str) -> str:
    return f'<w:ins w:id="9" w:author="A"><w:r><w:t>{text}</w:t></w:r></w:ins>'


@pytest.mark.parametrize("name", NAMES)
def test_a_text_that_nobody_edits_comes_back_byte_for_byte(name: str, tmp_path: Path) -> None:
    proposal = proposed(tmp_path, name=name)
    assert proposal.source.decode() == source(name)
    assert proposal.woven.edits == ()


@pytest.mark.parametrize("name", NAMES)
def test_editing_one_word_changes_one_passage_and_no_other(name: str, tmp_path: Path) -> None:
    before = source(name)
    text = read_parts(exported(name), "essai")["word/document.xml"].decode()
    word = re.search(r'<w:t xml:space="preserve">[^<{%:]*?\b[^\W\d]{4,}\b(?=[^<{]*</w:t>)', text)
    if word is None:  # a text may be nothing but values, and passages that it includes
        texts = [b.passage.text for b in read(before)[1] if b.passage.kind is Kind.TEXT]
        assert not any(re.search(r"[^\W\d]{4,}", TAG.sub("", text)) for text in texts)
        return
    proposal = proposed(tmp_path, (word[0], f"{word[0]} CHANGÉ"), name=name)
    (edit,) = proposal.woven.edits
    assert "CHANGÉ" in edit[1].after
    old, new = ([block.source for block in read(side)[1]] for side in (
        before, proposal.source.decode()
    ))  # fmt: skip
    assert sum(one != other for one, other in zip(old, new, strict=True)) == 1


def test_an_export_is_a_word_file_that_no_validator_disputes(tmp_path: Path) -> None:
    paths = []
    for name in (NAME, "convention-et3p/notice", "article-51/cahier", "ami-peps/candidature"):
        paths.append(tmp_path / f"{name.replace('/', '-')}.docx")
        paths[-1].write_bytes(exported(name))
    assert set(openxml(paths).values()) == {()}
    assert integrity(paths) == ""
    assert exported(NAME) == export(default(), NAME)


def test_libreoffice_saving_a_text_again_changes_nothing(tmp_path: Path) -> None:
    require_libreoffice()
    names = (NAME, "convention-et3p/notice", "article-51/cahier", "etp-declaration/declaration")
    for name in names:
        (tmp_path / f"{name.replace('/', '-')}.docx").write_bytes(exported(name))
    saved = libreoffice(sorted(tmp_path.glob("*.docx")), "docx:MS Word 2007 XML", tmp_path)
    for name in names:
        path = tmp_path / "repris.docx"
        path.write_bytes(saved[name.replace("/", "-")])
        proposal = propose(default(), path)
        assert proposal.woven.edits == ()
        assert proposal.source.decode() == source(name)
    again = edited(saved["convention-et3p-convention"], ("convention fixe", "convention arrête"))
    path.write_bytes(again)
    changed = source(NAME).replace("convention fixe", "convention arrête")
    assert propose(default(), path).source.decode() == changed


def test_what_word_does_to_quotes_spaces_and_runs_is_no_change(tmp_path: Path) -> None:
    quotes = "accor</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:t>de(‘séance’, ’séances’)"
    proposal = proposed(
        tmp_path,
        ("{{ cycle.seances | accorde('séance', 'séances')", f"{{{{\u00a0cycle.seances | {quotes}"),
        ("L’éducation thérapeutique", "L'éducation\u00a0thérapeutique"),
        ("«\u00a0le Programme\u00a0»", "«\u202fle Programme\u202f»"),
    )
    assert proposal.woven.edits == ()


def test_each_sort_of_edit_is_written_as_an_author_would(tmp_path: Path) -> None:
    entry = '</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr><w:r><w:t>'
    proposal = proposed(
        tmp_path,
        ("La présente convention fixe", "La présente convention arrête"),
        (", avec l’accord du patient", f"{entry}fait </w:t><w:br/><w:t>une chose"),
        ("Intervenant et profession", "Intervenant | profession"),
    )
    before, after = (side.split("\n") for side in (source(NAME), proposal.source.decode()))
    assert [line for line in after if line not in before] == [
        next(line for line in before if "convention fixe" in line).replace("fixe", "arrête"),
        "4. tient informé le médecin traitant",
        "5. fait\\",
        "   une chose ;",
        *(line.replace("5.", "6.", 1) for line in before if line.startswith("5. recueille")),
        *(line.replace("6.", "7.", 1) for line in before if line.startswith("6. participe")),
        *(line.replace("7.", "8.", 1) for line in before if line.startswith("7. utilise")),
        "| Intervenant \\| profession | RPPS | Formation | Certificat |",
    ]
    assert len(proposal.woven.edits) == 4


def test_revisions_are_read_as_accepted_and_comments_are_cited(tmp_path: Path) -> None:
    path = tmp_path / "texte.docx"
    deleted = '<w:del w:id="8" w:author="A"><w:r><w:delText>fixe</w:delText></w:r></w:del>'
    change = f"convention </w:t></w:r>{deleted}{inserted('arrête')}<w:r><w:t>"
    revised = edited(exported(NAME), ("convention fixe", change))
    parts = read_parts(revised, "essai")
    told = "<w:p><w:r><w:t>À revoir avec la direction</w:t></w:r></w:p>"
    parts["word/comments.xml"] = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="1">{told}</w:comment></w:comments>'
    ).encode()
    arrows = parts["word/_rels/document.xml.rels"].decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    arrow = f'<Relationship Id="rId99" Type="{kind}" Target="comments.xml"/></Relationships>'
    parts["word/_rels/document.xml.rels"] = arrows.replace("</Relationships>", arrow).encode()
    path.write_bytes(write_package(parts))
    proposal = propose(default(), path)
    assert proposal.manuscript.revised
    assert proposal.manuscript.comments == ("À revoir avec la direction",)
    (edit,) = proposal.woven.edits
    assert ("fixe", "arrête") in edit[1].parts


MISPLACED = {
    "une note de bas de page": '</w:t><w:footnoteReference w:id="1"/><w:t>',
    "du texte barré": "</w:t></w:r><w:r><w:rPr><w:strike/></w:rPr><w:t>barré",
    "une image": "</w:t><w:drawing/><w:t>",
    "une balise qui n’est pas ouverte ou fermée": "{{ caisse.nom",
    "du gras ou de l’italique": "</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>(gras)</w:t></w:r>"
    "<w:r><w:t>collé",
    "un caractère d’une police de symboles": "\uf0b7",
}


@pytest.mark.parametrize("what", MISPLACED)
def test_what_a_template_cannot_hold_is_told_at_its_paragraph(what: str, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=what) as told:
        proposed(tmp_path, ("La présente convention fixe", f"La présente {MISPLACED[what]} fixe"))
    assert "\n  paragraphe 26 (« La présente" in str(told.value)


def test_cells_that_markdown_cannot_hold_are_told(tmp_path: Path) -> None:
    two = "RPPS</w:t></w:r></w:p><w:p><w:r><w:t>bis"
    with pytest.raises(LibraryError, match="une case de plusieurs lignes"):
        proposed(tmp_path, ("RPPS", two))
    merged = '<w:gridSpan w:val="2"/><w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>'
    with pytest.raises(LibraryError, match="une case fusionnée"):
        proposed(tmp_path, ('<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>', merged))


def test_a_template_that_others_changed_elsewhere_keeps_their_changes(tmp_path: Path) -> None:
    front = tmp_path / "caisse"
    library = default(front)
    template = target(default(), NAME).template
    (front / template).parent.mkdir(parents=True)
    theirs = source(NAME).replace("## Préambule", "Un ajout.\n\n## Préambule")
    (front / template).write_text(theirs, encoding="utf-8")
    change = ("La présente convention fixe", "La présente convention arrête")
    proposal = proposed(tmp_path, change, library=library)
    assert proposal.moved
    assert proposal.source.decode() == theirs.replace("convention fixe", "convention arrête")
    clash = theirs.replace("convention fixe", "convention établit")
    (front / template).write_text(clash, encoding="utf-8")
    with pytest.raises(Refused, match="La présente convention établit"):
        proposed(tmp_path, change, library=library)


def test_the_line_ends_of_a_source_are_kept(tmp_path: Path) -> None:
    front = tmp_path / "caisse"
    template = target(default(), NAME).template
    (front / template).parent.mkdir(parents=True)
    windows = b"\xef\xbb\xbf" + source(NAME).replace("\n", "\r\n").encode()
    (front / template).write_bytes(windows)
    library = default(front)
    path = tmp_path / "texte.docx"
    path.write_bytes(edited(export(library, NAME), ("convention fixe", "convention arrête")))
    changed = windows.replace(b"convention fixe", "convention arrête".encode())
    assert propose(library, path).source == changed


def test_a_file_that_is_not_an_export_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "texte.docx"
    path.write_bytes(b"ceci n'est pas un fichier Word")
    with pytest.raises(Refused, match="n’est pas un fichier Word"):
        propose(default(), path)
    parts = read_parts(exported(NAME), "essai")
    path.write_bytes(write_package({k: v for k, v in parts.items() if "customXml" not in k}))
    with pytest.raises(Refused, match="ne dit pas de quel modèle il vient"):
        propose(default(), path)
    path.write_bytes(edited(exported(NAME), ("Préambule", "Préface"), part="customXml/item1.xml"))
    with pytest.raises(Refused, match="le modèle qu’il porte a été changé"):
        propose(default(), path)


def test_a_template_in_another_encoding_stops_with_its_name(tmp_path: Path, run: Run) -> None:
    """Be it another one than the text that came back: it may include it."""
    (tmp_path / "texte.docx").write_bytes(edited(exported(SMALL), ("sans réserve", "en bon état")))
    other = tmp_path / "caisse" / target(default(), "convention-et3p/notice").template
    other.parent.mkdir(parents=True)
    other.write_bytes("é".encode("latin-1"))
    for command in (("modele", "importer", "texte.docx"), ("lint", "convention-et3p")):
        found = run(*command, "--bibliotheque", "caisse", cwd=tmp_path)
        assert found.code == 3
        assert "notice.md" in found.out + found.err
        assert "Ce fichier n’est pas en UTF-8" in found.out + found.err


def test_a_mark_that_is_nested_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "texte.docx"
    parts = read_parts(exported(SMALL), "essai")
    inner = "[" * 200_000
    held = f'<modele xmlns="urn:dossiers:modele:1">{inner}</modele>'
    path.write_bytes(write_package({**parts, "customXml/item1.xml": held.encode()}))
    with pytest.raises(Refused, match="ne dit pas de quel modèle il vient"):
        propose(default(), path)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_has_become_of_a_word_file_it_is_read_or_refused(
    seed: int, tmp_path: Path
) -> None:
    chance = random.Random(seed)  # noqa: S311 - draws faults, not secrets
    parts = read_parts(exported(SMALL), "essai")
    part = chance.choice(["word/document.xml", "word/document.xml", *STYLED])
    tree = parse(parts[part], part)
    for _ in range(4):
        element, other = chance.sample([e for e in tree.iter() if e.getparent() is not None], 2)
        match chance.randrange(4):
            case 0:
                _parent(element).remove(element)
            case 1:
                other.append(deepcopy(element))
            case 2 if element.attrib:
                name = chance.choice(sorted(map(str, element.attrib)))
                element.set(name, chance.choice(["", "-1", "x", "99999"]))
            case _:
                element.text = chance.choice(["{{ x", "%}", "\ue000", "::: x", "| x |"])
    path = tmp_path / "texte.docx"
    path.write_bytes(write_package({**parts, part: serialize(tree)}))
    with suppress(DossiersError):
        assert propose(default(), path).source


def _parent(element: Element) -> Element:
    parent = element.getparent()
    assert parent is not None
    return parent


@pytest.mark.parametrize(
    "name", ["convention", "convention-et3p/absent", "communs/absent", "communs/../x"]
)
def test_an_unknown_document_is_the_users_turn(name: str) -> None:
    with pytest.raises(UsageProblem):
        target(default(), name)


def test_a_correction_is_proved_written_and_used(tmp_path: Path, run: Run) -> None:
    written = run("modele", "exporter", SMALL, cwd=tmp_path)
    assert (written.code, written.out) == (0, "et3p-kit-remise.docx\n")
    path = tmp_path / "texte.docx"
    path.write_bytes(edited(exported(SMALL), ("sans réserve", "en bon état")))
    dry = run("modele", "importer", "texte.docx", cwd=tmp_path)
    assert dry.code == 0
    assert "modifié  L’équipe reçoit ces éléments [-sans réserve-]{+en bon état+}." in dry.out
    assert "Exemples rendus : et3p-kit/complet, et3p-kit/incomplet." in dry.out
    assert "Rien n’est écrit" in dry.out
    done = run("modele", "importer", "texte.docx", "-o", "caisse", cwd=tmp_path)
    template = target(default(), SMALL).template
    assert done.out.endswith(f"caisse/{template}\n")
    example = default().path("examples/et3p-kit/complet.yaml")
    arguments = ("remise", "-t", "html", "--bibliotheque", "caisse")
    assert run("render", example, *arguments, cwd=tmp_path).code == 0
    assert "en bon état" in (tmp_path / "remise.html").read_text("utf-8")
    (tmp_path / "caisse" / template).write_text("autre chose", encoding="utf-8")
    kept = run("modele", "importer", "texte.docx", "-o", "caisse", cwd=tmp_path)
    assert kept.code == 2
    assert "est un autre texte" in kept.err
    inside = Path(dossiers.__file__).parent / "bibliotheque"
    refused = run("modele", "importer", "texte.docx", "-o", inside, cwd=tmp_path)
    assert refused.code == 2
    assert "du programme installé ne se remplacent pas" in refused.err


def test_a_mistake_in_a_tag_stops_at_its_paragraph(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "texte.docx"
    path.write_bytes(edited(exported(SMALL), ("{{ remise.lieu }}", "{{ remise.lieux }}")))
    told = run("modele", "importer", "texte.docx", "-o", "caisse", cwd=tmp_path)
    assert told.code == 3
    place = "paragraphe 7 (« Le référent a remis au coordonnateur, po… ») : « remise.lieux »"
    assert place in told.out
    assert "Balises retirées : {{ remise.lieu }}." in told.out
    assert "Le champ obligatoire « remise.lieu » n’est ni imprimé ni jugé." in told.out
    assert "2 fautes : rien n’est écrit." in told.out
    assert not (tmp_path / "caisse").exists()


def test_a_text_that_an_example_cannot_be_written_with_is_no_better(tmp_path: Path) -> None:
    """Told by the rendering alone: no font of the program draws this sign."""
    proposal = proposed(tmp_path, ("sans réserve", "sans réserve 𓀀"), name=SMALL)
    found = tried(default(), proposal.target.template, proposal.source, lambda _: None)
    (mistake,) = found.mistakes
    assert "𓀀" in mistake.message


def test_a_shared_passage_is_proved_in_every_procedure_that_says_it(tmp_path: Path) -> None:
    proposal = proposed(
        tmp_path, ("coordination du", "coordination {{ inconnu }} du"), name=PASSAGE
    )
    found = tried(default(), proposal.target.template, proposal.source, lambda _: None)
    assert found.procedures == procedures_of(users(default(), proposal.target.template))
    assert len(found.procedures) > 1
    assert {each.message.split(" (")[0] for each in found.mistakes} == {
        "Le nom « inconnu » n’est pas déclaré."
    }
