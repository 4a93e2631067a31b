"""Signing papers (signed: PDF, PAdES by pyHanko) with the county's key, and saying whether a file is still what was signed.

Outside the demo the key comes from the county (`SEAL_KEY_FILE`, `SEAL_CERT_FILE`, `SEAL_ROOT_FILE` in the settings).
The demo makes its own at first use and says so in the certificate's name. Call this outside a running event loop.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils import embed, generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from mediation.common import clock

logger = logging.getLogger(__name__)
FIELD = "XinqiaoSeal"
DEMO_NAME = "心桥演示印鉴 Xinqiao DEMO seal (no legal effect)"
for _noisy in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_noisy).setLevel(logging.ERROR)  # their warnings name fields of the file that was uploaded


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file's signature says. `ours` only if all three hold; equality with the stored hash is the caller's question."""

    has_our_field: bool = False
    intact: bool = False
    trusted: bool = False
    entire: bool = False

    @property
    def good(self) -> bool:
        return self.intact and self.trusted and self.entire


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file carried inside a sealed PDF. name: ASCII."""

    name: str
    title: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def sign(content: bytes, *, reason: str, files: Sequence[Attachment] = ()) -> bytes:
    """The same PDF with one certifying signature that allows no further change; `files` are put in before it is signed."""
    key, cert, root = _files()
    signer = SimpleSigner.load(str(key), str(cert), ca_chain_files=(str(root),), key_passphrase=None)  # type: ignore[no-untyped-call]
    if signer is None:
        raise ImproperlyConfigured("the county's signing key cannot be read")
    meta = PdfSignatureMetadata(
        field_name=FIELD, reason=reason, name="Xinqiao", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES,
        md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES,
    )
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    for file in files:
        _put_in(writer, file)
    PdfSigner(meta, signer).sign_pdf(writer, output=out)
    return out.getvalue()


def _put_in(writer: IncrementalPdfFileWriter, file: Attachment) -> None:
    """Attach a file as PDF/A-3 wants it: in the list of names and among the associated files, at PDF 1.7."""
    data = embed.EmbeddedFileObject.from_file_data(writer, file.content, mime_type=file.media_type)
    spec = embed.FileSpec(file_spec_string=file.name, file_name=file.name, embedded_data=data, description=file.title)
    embed.embed_file(writer, spec)  # with its own relationship argument it would raise the file to PDF 2.0
    placed = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    reference = placed.raw_get(len(placed) - 1)
    placed[-1][generic.NameObject("/AFRelationship")] = generic.NameObject("/Data")
    if "/AF" not in writer.root:
        writer.root[generic.NameObject("/AF")] = generic.ArrayObject()
    writer.root["/AF"].append(reference)
    writer.update_root()  # type: ignore[no-untyped-call]


def verify(content: bytes) -> Verdict:
    """Never raises for a broken file: whatever cannot be read is not good."""
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        embedded = reader.embedded_regular_signatures
        if len(embedded) != 1 or embedded[0].field_name != FIELD:
            return Verdict(has_our_field=any(s.field_name == FIELD for s in embedded))
        root = load_cert_from_pemder(str(_files()[2]))  # type: ignore[no-untyped-call]  # untyped in pyHanko
        context = ValidationContext(trust_roots=[root], allow_fetching=False)
        status = validate_pdf_signature(embedded[0], context)
        # pyHanko calls a file with bytes after its end "entire" as long as they are no PDF revision: look for ourselves
        ends = content.rstrip(b"\r\n").endswith(b"%%EOF")
        return Verdict(
            has_our_field=True, intact=bool(status.intact and status.valid), trusted=bool(status.trusted),
            entire=status.coverage == SignatureCoverageLevel.ENTIRE_FILE and ends,
        )
    except Exception:  # the file is a stranger's: every way of being broken is the same answer
        logger.info("an uploaded file could not be read as a signed PDF")
        return Verdict(has_our_field=FIELD.encode() in content)


def _files() -> tuple[Path, Path, Path]:
    given = [getattr(settings, name, "") for name in ("SEAL_KEY_FILE", "SEAL_CERT_FILE", "SEAL_ROOT_FILE")]
    if all(given):
        return Path(given[0]), Path(given[1]), Path(given[2])
    if not settings.DEMO:
        raise ImproperlyConfigured("SEAL_KEY_FILE, SEAL_CERT_FILE and SEAL_ROOT_FILE must name the county's signing key")
    folder = Path(settings.MEDIA_ROOT).parent / "keys"
    files = folder / "seal-key.pem", folder / "seal-cert.pem", folder / "seal-root.pem"
    if not all(file.exists() for file in files):
        folder.mkdir(parents=True, exist_ok=True)
        _make_demo(*files)
    return files


def _make_demo(key_file: Path, cert_file: Path, root_file: Path) -> None:
    """A root and one signing certificate, both named as a demonstration; the root's key is thrown away."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = _name(DEMO_NAME + " root")
    root = _certificate(root_name, root_name, root_key.public_key(), root_key, authority=True)
    leaf = _certificate(_name(DEMO_NAME), root_name, key.public_key(), root_key, authority=False)
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for file, body in ((root_file, root.public_bytes(pem)), (cert_file, leaf.public_bytes(pem)), (key_file, plain)):
        part = file.with_suffix(f".{os.getpid()}")
        part.write_bytes(body)
        part.chmod(0o600)
        part.replace(file)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, by: ec.EllipticCurvePrivateKey, *, authority: bool
) -> x509.Certificate:
    # the demo plays three years back: its certificate must have been valid then
    start = clock.now() - timedelta(days=4 * 365)
    usage = x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False, decipher_only=False,
    )
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
        .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(start + timedelta(days=20 * 365))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .sign(by, hashes.SHA256())
    )
