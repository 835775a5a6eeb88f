"""Deadlines as people, scripts and calendars read them; iCalendar is read back by a client."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from conftest import ID, Run
from dossiers.errors import Refused, UsageProblem
from dossiers.findings import Confidence, Reference
from dossiers.judging.deadlines import Deadline, State
from dossiers.library import Library, default
from dossiers.opening.opener import Opener
from dossiers.procedures.procedure import Procedure
from dossiers.reporting.agenda import Agenda, agendas
from dossiers.reporting.calendar import document, ics, pending, text
from dossiers.reporting.explain import explain

TODAY = date(2026, 11, 22)
LAW = Reference("loi", "Une loi", Confidence.VERIFIED)
USAGE = Reference("usage", "Un usage", Confidence.UNCONFIRMED)


def dated(day: date, label: str = "Terme", entry: int = 0, *, source: Reference = LAW) -> Deadline:
    return Deadline(
        "terme", label, State.DATED, (source,), entry, day, ("Début : 01/01/2026", "+ 1 mois")
    )


def agenda(*deadlines: Deadline, reference: str = "R-1", file: str = "a.yaml") -> Agenda:
    return Agenda(
        file, "essai", "2026-01-01", reference, TODAY, date(2026, 3, 4), deadlines=deadlines
    )


BLANK = Deadline("terme", "Terme", State.INCOMPLETE, (LAW,), reason="à compléter : Début")


def events(content: bytes | str) -> list[Any]:
    """The events of a calendar, as another library than ours reads them."""
    text = content if isinstance(content, str) else content.decode()
    return list(vobject.readOne(text).contents.get("vevent", ()))


# Text


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 12, 4), "dans 12 jours"),
        (date(2026, 11, 23), "dans 1 jour\n"),
        (TODAY, "aujourd’hui"),
        (date(2026, 11, 19), "passée depuis 3 jours"),
    ],
)
def test_a_date_is_compared_with_the_day_that_is_printed(day: date, told: str) -> None:
    shown = text([agenda(dated(day))], TODAY, given=False)
    assert shown.startswith("Échéances au 22/11/2026, date du jour.\n")
    assert told in shown
    assert "date demandée" in text([agenda(dated(day))], TODAY, given=True)


def test_dates_of_all_dossiers_are_in_order_and_blanks_last() -> None:
    one = agenda(dated(date(2027, 5, 1)), BLANK, dated(date(2027, 1, 1)))
    two = agenda(dated(date(2027, 2, 1)), reference="R-2", file="b.yaml")
    shown = text([one, two], TODAY, given=True)
    assert re.findall(r"^(\S+(?: \S+)?) +Terme", shown, re.MULTILINE) == [
        "01/01/2027", "01/02/2027", "01/05/2027", "à compléter",
    ]  # fmt: skip


def test_a_date_on_a_source_to_confirm_is_indicative() -> None:
    sure = text([agenda(dated(TODAY))], TODAY, given=True)
    unsure = text([agenda(dated(TODAY, source=USAGE))], TODAY, given=True)
    assert "(indicatif)" not in sure
    assert "Une loi – source vérifiée" in sure
    assert "Terme (indicatif)" in unsure
    assert "Un usage – à confirmer" in unsure


def test_no_deadline_is_said_and_one_without_object_is_not() -> None:
    none = Deadline("terme", "Terme", State.NOT_APPLICABLE, (LAW,))
    assert text([agenda(none)], TODAY, given=True).endswith("Aucune échéance.")


# iCalendar


def test_a_client_reads_back_what_was_written() -> None:
    day = date(2027, 2, 28)
    (event,) = events(ics([agenda(dated(day, source=USAGE))], TODAY))
    assert (event.summary.value, event.dtstart.value) == ("Terme (indicatif) – R-1", day)
    assert event.dtstamp.value == datetime(2026, 11, 22, tzinfo=UTC)
    assert event.uid.value == "essai/R-1/terme@dossiers"
    assert event.description.value == "Début : 01/01/2026 ; + 1 mois.\nUn usage – à confirmer"


def test_the_stamp_without_a_day_is_the_dossiers_own() -> None:
    (event,) = events(ics([agenda(dated(TODAY))], None))
    assert event.dtstamp.value.date() == date(2026, 3, 4)


def test_an_identity_does_not_change_with_the_date() -> None:
    found = [
        {event.uid.value for event in events(ics([agenda(*deadlines)], TODAY))}
        for deadlines in (
            [dated(TODAY), dated(TODAY, entry=2)],
            [dated(date(2030, 1, 1)), dated(date(2031, 1, 1), "Autre libellé", entry=2)],
        )
    ]
    assert found == [{"essai/R-1/terme@dossiers", "essai/R-1/terme/2@dossiers"}] * 2


@given(
    st.text(
        st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp"), codec="utf-8"),
        min_size=1,
    )
    | st.sampled_from(["a\\nb", "\\N", "x;y,z", "END:VEVENT", 'q"q', "é" * 200, "a: b"])
)
def test_whatever_a_label_holds_it_is_one_line_of_one_event(label: str) -> None:
    content = ics([agenda(dated(TODAY, label.strip() or "x"))], TODAY)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (event,) = events(content)
    assert event.summary.value == f"{label.strip() or 'x'} – R-1"
    assert event.dtstart.value == TODAY


def test_a_blank_reference_or_a_shared_one_would_lose_an_event() -> None:
    with pytest.raises(Refused, match=r"« a\.yaml » : la référence du dossier est à compléter"):
        ics([agenda(dated(TODAY), reference="")], TODAY)
    same = [agenda(dated(TODAY)), agenda(dated(TODAY), file="b.yaml")]
    with pytest.raises(Refused, match=r"« a\.yaml » et « b\.yaml »"):
        ics(same, TODAY)


def test_what_has_no_date_is_said_beside_the_calendar() -> None:
    assert events(ics([agenda(BLANK)], TODAY)) == []
    assert list(pending([agenda(BLANK)])) == ["R-1, Terme – à compléter : Début."]


# JSON


def test_the_json_gives_each_deadline_with_its_days_and_its_blank() -> None:
    told = json.loads(document([agenda(dated(date(2026, 11, 12)), BLANK)], TODAY))
    assert told["version"] == 1
    assert told["date"] == "2026-11-22"
    first, second = told["echeances"]
    assert (first["date"], first["jours"], first["statut"]) == ("2026-11-12", -10, "datee")
    assert (second["date"], second["jours"], second["statut"]) == (None, None, "a_completer")
    assert first["etapes"] == ["Début : 01/01/2026", "+ 1 mois"]
    assert second["motif"] == "à compléter : Début"


# The command


def test_the_examples_have_their_deadlines_in_every_form(run: Run, examples: Path) -> None:
    path = examples / "complet.yaml"
    shown, told, calendar = (
        run("deadlines", path, "--date", "2026-11-22", "-t", form)
        for form in ("text", "json", "ics")
    )
    assert {done.code for done in (shown, told, calendar)} == {0}
    assert (shown.err, told.err) == ("", "")
    dates = {e["date"] for e in json.loads(told.out)["echeances"] if e["date"]}
    read = events(calendar.out)
    assert {event.dtstart.value.isoformat() for event in read} == dates
    assert {event.dtstamp.value.date() for event in read} == {TODAY}
    assert all(f"{date.fromisoformat(day):%d/%m/%Y}" in shown.out for day in dates)
    assert calendar.err.count("à compléter : Date de la dernière séance") == 3


def test_a_calendar_asked_for_without_a_day_bears_that_of_its_dossier(
    run: Run, examples: Path
) -> None:
    calendar = run("deadlines", examples / "complet.yaml", "-t", "ics").out
    assert {event.dtstamp.value.date() for event in events(calendar)} == {date(2026, 11, 21)}


def test_several_dossiers_give_the_highest_code_and_what_is_wrong(
    run: Run, examples: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "cassé.yaml"
    broken.write_text("procedure: [", encoding="utf-8")
    done = run("deadlines", broken, examples / "complet.yaml")
    assert done.code == 1
    assert "cassé.yaml" in done.err
    assert "31/12/2029  Terme de la convention" in done.out
    wrong = run("deadlines", examples / "incomplet.yaml")
    assert wrong.code == 1
    assert "champ/code_postal" in wrong.err


def test_a_fault_of_a_folder_laid_in_front_is_told_where_it_lies(
    examples: Path, tmp_path: Path
) -> None:
    name = f"schemas/conventions/{ID}.yaml"
    wrong = tmp_path / name
    wrong.parent.mkdir(parents=True)
    wrong.write_bytes(default().read(name) + b"inconnue: 1\n")
    (found,) = agendas([examples / "complet.yaml"], default(tmp_path))
    assert (found.exit_code, found.failure[: len(str(wrong))]) == (3, str(wrong))


def test_a_reception_sheet_has_no_deadline(run: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "fiche.yaml"
    run("new", ID, "--reception", "-o", sheet)
    done = run("deadlines", sheet)
    assert done.code == 2
    assert "elle n’a pas d’échéance" in done.err
    told = run("deadlines", sheet, "-t", "json")
    assert told.code == 2
    assert json.loads(told.out)["dossiers"][0]["echec"]


def test_every_deadline_can_be_explained(library: Library, procedure: Procedure) -> None:
    opener = Opener(library)
    for deadline in procedure.deadlines:
        told = explain(f"echeance/{ID}/{deadline.id}", opener)
        assert told.startswith("Échéance : ")
        assert all(reference.title in told for reference in deadline.references)
    for rule in (f"echeance/{ID}/inconnue", f"echeance/{ID}", "echeance"):
        with pytest.raises(UsageProblem):
            explain(rule, opener)
