"""What `new` gives: a blank dossier, its complete example or a reception sheet, in two formats."""

from __future__ import annotations

from dossiers.errors import UsageProblem
from dossiers.forms.skeleton import skeleton
from dossiers.procedures.procedure import Procedure
from dossiers.reading.source import read
from dossiers.reporting.listing import example_text

WORKBOOK = ".xlsx"


def blank(procedure: Procedure, suffix: str, *, example: bool, reception: bool) -> bytes:
    """The file to fill in; `suffix` is that of its name, `.xlsx` making it a form.

    Raises UsageProblem for an example of a reception sheet, LibraryError when there is no example.
    """
    if example and reception:
        raise UsageProblem("--exemple et --reception ne vont pas ensemble.")
    if suffix == WORKBOOK:
        return _workbook(procedure, example=example, reception=reception)
    if reception:
        from dossiers.forms.reception_form import reception_text  # noqa: PLC0415 - cold start

        return reception_text(procedure).encode()
    return (example_text(procedure) if example else skeleton(procedure)).encode()


def _workbook(procedure: Procedure, *, example: bool, reception: bool) -> bytes:
    from dossiers.forms import reception_form  # noqa: PLC0415 - cold start
    from dossiers.workbooks import form  # noqa: PLC0415 - cold start

    if reception:
        return reception_form.reception_sheets(procedure)
    tree = read(example_text(procedure).encode(), procedure.id).data if example else None
    return form.write(procedure, tree)
