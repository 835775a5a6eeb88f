"""People who sign a PDF one after the other, each with a certificate of his own making."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

if TYPE_CHECKING:
    from pyhanko.sign.validation.status import PdfSignatureStatus

FONT = Path(__file__).parents[1] / "polices" / "SourceSans3-Regular.ttf"


def signed(data: bytes, fields: Sequence[str]) -> bytes:
    """The file after a signature in each of these fields, in this order, seen on the page."""
    for name in fields:
        data = _sign(data, name, _signer(f"Signataire {name}"))
    return data


def statuses(data: bytes) -> dict[str, PdfSignatureStatus]:
    """What pyHanko says of each signature, by the name of its field, oldest first.

    Each certificate, which its owner made, is trusted.
    """
    return {
        signature.field_name: validate_pdf_signature(
            signature,
            ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False),
        )
        for signature in PdfFileReader(BytesIO(data)).embedded_signatures
    }


def _sign(data: bytes, field: str, signer: SimpleSigner) -> bytes:
    # The default stamp is drawn with a font that is not embedded, which PDF/A forbids.
    font = GlyphAccumulatorFactory(str(FONT))
    style = TextStampStyle(
        stamp_text="Signé électroniquement par\n%(signer)s\nle %(ts)s",
        text_box_style=TextBoxStyle(font=font, font_size=9),
        border_width=0,
        background=None,
    )
    metadata = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # pyHanko leaves the font's file open
        writer = IncrementalPdfFileWriter(BytesIO(data))
        file = PdfSigner(metadata, signer=signer, stamp_style=style).sign_pdf(writer)
        assert isinstance(file, BytesIO)
        return file.getvalue()


def _signer(name: str) -> SimpleSigner:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    day = datetime.now(UTC)
    usage = dict.fromkeys(
        (
            *("key_encipherment", "data_encipherment", "key_agreement"),
            *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    )
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(day - timedelta(days=1))
        .not_valid_after(day + timedelta(days=1))
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=Certificate.load(made.public_bytes(Encoding.DER)),
        signing_key=PrivateKeyInfo.load(secret),
        cert_registry=SimpleCertificateStore.from_certs(()),  # type: ignore[no-untyped-call]
    )
