"""The portfolio as one HTML page, which needs neither network nor script; written as it grows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from dossiers.findings import Verdict
from dossiers.french.days import short
from dossiers.judging.labels import VERDICTS
from dossiers.language.mistakes import author_error
from dossiers.language.sandbox import AUTHOR_ERRORS, Language
from dossiers.language.vocabulary import Group
from dossiers.library import Library
from dossiers.procedures.procedure import Purpose
from dossiers.reporting.calendar import distance
from dossiers.reporting.portfolio import table
from dossiers.reporting.portfolio.row import Due, Row
from dossiers.reporting.portfolio.shelf import Shelf, Tally
from dossiers.values import Ratio

TEMPLATE = "templates/reports/portefeuille/page.html"
_CHUNK = 1 << 16


def pieces(shelf: Shelf, today: date, library: Library) -> Iterator[bytes]:
    """The page, some kilobytes at a time. Raises LibraryError for a wrong template."""
    try:
        page = Language(autoescape=True).from_string(library.text(TEMPLATE))
        held, size = [], 0
        for text in page.generate(_context(shelf, today)):
            held.append(text)
            size += len(text)
            if size > _CHUNK:
                yield "".join(held).encode()
                held, size = [], 0
        yield "".join(held).encode()
    except AUTHOR_ERRORS as error:
        raise author_error(error, TEMPLATE) from error


def _context(shelf: Shelf, today: date) -> dict[str, Any]:
    tally = shelf.tally
    admissible = [r for r in tally.rules.values() if r.purpose is Purpose.ADMISSIBILITY]
    others = [r for r in tally.rules.values() if r.purpose is not Purpose.ADMISSIBILITY]
    return {
        "jour": short(today),
        "nombre": tally.whole.total,
        "verdicts": tuple(_bar(tally, verdict) for verdict in Verdict),
        "recevabilite": bool(tally.whole.admissibility),
        "doublons": ", ".join(tally.doubles),
        "repartitions": tuple(map(_table, table.distributions(tally))),
        "recevables": _table(table.criteria(admissible)) if admissible else (),
        "criteres": _table(table.criteria(others)) if others else (),
        "colonnes": tuple(tally.titles),
        "dossiers": (_row(row, tally, today) for row in shelf),
    }


def _group(**fields: Any) -> Group:
    return Group("portefeuille", fields)


def _bar(tally: Tally, verdict: Verdict) -> Group:
    count, total = tally.whole.verdicts[verdict], tally.whole.total
    share = table.share(count, total)
    return _group(
        cle=verdict.value,
        libelle=VERDICTS[verdict],
        nombre=count,
        part=table.shown(share),
        largeur=f"{share * 100:f}",
    )


def _table(one: table.Table) -> Group:
    rows = tuple(tuple(map(table.shown, row)) for row in one.rows)
    return _group(titre=one.name, titres=one.titles, lignes=tuple(map(_line, rows)))


def _line(cells: tuple[str, ...]) -> Group:
    return _group(tete=cells[0], cases=cells[1:])


def _row(row: Row, tally: Tally, today: date) -> Group:
    held = {value.title: value.values for value in row.values}
    return _group(
        reference=row.reference or row.file,
        nomme=bool(row.reference),
        fichier=row.file,
        procedure=row.title,
        date=_day(row.day),
        verdict=VERDICTS[row.verdict],
        cle=row.verdict.value,
        rang=row.verdict.rank,
        recevabilite=table.admissibility(row),
        taux=table.shown(Ratio(str(row.rate))) if row.procedure else "",
        part=f"{row.rate:.3f}" if row.procedure else "",
        colonnes=tuple(_cell(held.get(title, ())) for title in tally.titles),
        apprecier=row.left_to_judge,
        **_deadline(row.due, today),
        manque=row.missing,
        corriger=row.wrong,
        points=len(row.missing) + len(row.wrong),
    )


def _cell(values: Iterable[Any]) -> Group:
    listed = tuple(values)
    first = listed[0] if len(listed) == 1 else ""
    sort = first.isoformat() if isinstance(first, date) else f"{first}"
    shown = ", ".join(map(table.shown, listed))
    return _group(texte=shown, tri=sort or shown)


def _day(day: date | None) -> Group:
    return _group(texte=short(day) if day else "", tri=day.isoformat() if day else "")


def _deadline(due: Due | None, today: date) -> dict[str, Any]:
    if due is None:
        return {"echeance": "", "le": _day(None), "jours": "", "reste": ""}
    days = (due.day - today).days
    return {
        "echeance": due.told,
        "le": _day(due.day),
        "jours": str(days),
        "reste": distance(due.day, today),
    }
