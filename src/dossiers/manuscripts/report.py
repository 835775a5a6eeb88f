"""A proposal told to a person: what changed in the template, where it is wrong, what was proved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from dossiers.findings import Finding
from dossiers.french.words import agree
from dossiers.judging.differences import NATURES
from dossiers.manuscripts.exchange import Proposal
from dossiers.manuscripts.passages import TAG
from dossiers.manuscripts.trial import Trial
from dossiers.reporting.rewording import LEGEND, marked, nature

_ANCHOR = re.compile(r"\s*\{#[a-z0-9-]+\}$")


def changes(proposal: Proposal) -> str:
    """What changed, passage by passage, under the title where it stands, with its line."""
    lines = [f"  modèle  {proposal.target.template}", *_notices(proposal)]
    edits = proposal.woven.edits
    if not edits:
        same = "Aucun changement : le fichier Word dit ce que dit le modèle."
        return "\n".join((*lines, "", same))
    lines.append(LEGEND)
    heading = None
    for line, edit in edits:
        if edit.heading != heading:
            heading = edit.heading
            lines += ["", _ANCHOR.sub("", heading) or "(avant le premier titre)"]
        lines.append(f"  {line:>4}  {NATURES[nature(edit)]:<7}  {marked(edit)}")
    count = f"{len(edits)} {agree(len(edits), 'passage changé', 'passages changés')}."
    return "\n".join((*lines, "", count, *_tags(proposal)))


def _tags(proposal: Proposal) -> Iterator[str]:
    """The tags that came and went: to lose one by accident is what an edit in Word risks most."""
    before = Counter(tag for _, edit in proposal.woven.edits for tag in TAG.findall(edit.before))
    after = Counter(tag for _, edit in proposal.woven.edits for tag in TAG.findall(edit.after))
    for told, tags in (("retirées", before - after), ("ajoutées", after - before)):
        if tags:
            yield f"Balises {told} : {', '.join(tags)}."


def _notices(proposal: Proposal) -> Iterator[str]:
    if proposal.moved:
        yield "  Le modèle a changé depuis l’export, ailleurs : ces changements-là sont gardés."
    if proposal.manuscript.revised:
        yield "  Des révisions de Word attendaient : elles sont lues comme acceptées."
    for comment in proposal.manuscript.comments:
        yield f"  Commentaire laissé de côté : « {comment} »"


def mistakes(proposal: Proposal, trial: Trial) -> str:
    """What the new text breaks, each at its paragraph of the Word file."""
    count = len(trial.mistakes)
    told = [_mistake(proposal, each) for each in trial.mistakes]
    return "\n".join(
        ("", *told, "", f"{count} {agree(count, 'faute', 'fautes')} : rien n’est écrit.")
    )


def _mistake(proposal: Proposal, finding: Finding) -> str:
    told = f"{finding.message}  [{finding.rule}]"
    if finding.mark.file != proposal.target.template or not finding.mark.line:
        return f"{finding.mark} : {told}"
    passage = proposal.woven.place(finding.mark.line)
    where = passage.place if passage and passage.rank else str(finding.mark)
    return f"{where} : {told}"


def proved(trial: Trial) -> str:
    """What was checked and rendered with the new text."""
    checked = f"Contrôlé : {', '.join(trial.procedures) or 'aucune procédure n’emploie ce texte'}."
    if not trial.rendered:
        return checked
    return f"{checked}\nExemples rendus : {', '.join(trial.rendered)}."
