"""Who signed a PDF, when, and whether the file is what was signed.

The sole importer of pyHanko, which comes with the extra `signature`. Certificates are not judged:
which authority a party trusts is its own decision.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from dossiers.errors import MachineError
from dossiers.formats.blame import raised_by

if TYPE_CHECKING:
    from pyhanko.sign.validation import PdfSignatureStatus
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature of a file. `problem` says why it does not hold; empty when it does.

    `moment` is what the signatory's machine said, or the time stamp's where there is one.
    """

    field: str
    signer: str
    moment: datetime | None
    stamped: bool
    problem: str = ""


_ALTERED = "le contenu signé a été altéré"
_FORGED = "la signature n’est pas celle du certificat joint"
_PARTIAL = "elle ne couvre pas tout le fichier d’alors"
_EDITED = "le fichier a été modifié après elle, autrement que par une signature"
_UNREADABLE = "elle ne peut pas être lue"
_READERS = ("pyhanko", "pyhanko_certvalidator", "asn1crypto")
"""What reads signatures: on objects that are not what they should be, it raises any class."""


def signatures(data: bytes) -> tuple[Signature, ...]:
    """Every signature, the oldest first. Raises MachineError without the extra.

    ValueError for a file whose structure cannot be read.
    """
    try:
        from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MachineError(
            "Vérifier des signatures demande un complément : pip install 'dossiers[signature]'."
        ) from error
    with _quiet():
        try:
            found = PdfFileReader(BytesIO(data), strict=False).embedded_regular_signatures
        except Exception as error:
            if not raised_by(error, *_READERS):
                raise
            raise ValueError("ce PDF ne peut pas être lu") from error
        return tuple(map(_told, found))


def _told(signature: EmbeddedPdfSignature) -> Signature:
    """What is said of one signature; a forged one that cannot be read is a problem."""
    name = str(signature.field_name)
    try:
        return _judged(signature, name)
    except Exception as error:
        if not raised_by(error, *_READERS):
            raise
        return Signature(name, "", None, stamped=False, problem=_UNREADABLE)


def _judged(signature: EmbeddedPdfSignature, name: str) -> Signature:
    """What is said of a signature that can be read."""
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415 - an extra
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    subject: Any = signature.signer_cert.subject
    # The signatory's own certificate is taken as the root: the integrity alone is judged.
    context = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    status = validate_pdf_signature(signature, context)
    stamp = status.timestamp_validity
    return Signature(
        field=name,
        signer=str(subject.native.get("common_name") or subject.human_friendly),
        moment=stamp.timestamp if stamp else status.signer_reported_dt,
        stamped=stamp is not None,
        problem=_problem(status),
    )


def _problem(status: PdfSignatureStatus) -> str:
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415 - an extra
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415

    if not status.intact:
        return _ALTERED
    if not status.valid:
        return _FORGED
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return _PARTIAL
    level = status.modification_level
    if level is None or level > ModificationLevel.FORM_FILLING or not status.docmdp_ok:
        return _EDITED
    return ""


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pyHanko from telling on stderr what it thinks of a file."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
