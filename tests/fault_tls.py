"""Certificates made when a test runs: good, self-signed, expired, without their chain, for another host, on old TLS."""

import ssl
import tempfile
import warnings
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

KINDS = ("good", "self_signed", "expired", "chainless", "other_host", "old")
# What Python 3.13's strict verification asks of a chain.
_NO = dict.fromkeys(
    ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"),
    False,
)
CA_USAGE = x509.KeyUsage(digital_signature=True, key_cert_sign=True, crl_sign=True, **_NO)
LEAF_USAGE = x509.KeyUsage(digital_signature=True, key_cert_sign=False, crl_sign=False, **_NO)
Signed = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def certificate(name: str, signer: Signed | None = None, *, ca: bool = False, days: int = 2, host: str = "") -> Signed:
    """A certificate and its key; without a signer it signs itself. It is valid from `days` - 4 to `days` from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = signer[0].public_key() if signer else key.public_key()
    end = datetime.now(UTC) + timedelta(days=days)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer[0].subject if signer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=4))
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
        .add_extension(CA_USAGE if ca else LEAF_USAGE, critical=True)
    )
    if host:
        address = x509.DNSName(host) if host[0].isalpha() else x509.IPAddress(ip_address(host))
        builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return builder.sign(signer[1] if signer else key, hashes.SHA256()), key


def server_context(kind: str) -> tuple[ssl.SSLContext, bytes]:
    """A server's context with the named fault, and the PEM of the root that a client may be told to trust.

    "good" and "old" hold under that root; "chainless" would, had the server sent the certificate in between.
    """
    root = certificate("khotin test root", ca=True)
    between = certificate("khotin test intermediate", root, ca=True)
    leaf = {
        "good": lambda: certificate("portal", between, host="127.0.0.1"),
        "old": lambda: certificate("portal", between, host="127.0.0.1"),
        "chainless": lambda: certificate("portal", between, host="127.0.0.1"),
        "expired": lambda: certificate("portal", between, host="127.0.0.1", days=-1),
        "other_host": lambda: certificate("portal", between, host="portal.example"),
        "self_signed": lambda: certificate("portal", host="127.0.0.1"),
    }[kind]()
    chain = [leaf[0]] if kind in {"self_signed", "chainless"} else [leaf[0], between[0]]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    load(context, leaf[1], chain)
    if kind == "old":
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    return context, root[0].public_bytes(serialization.Encoding.PEM)


def load(context: ssl.SSLContext, key: ec.EllipticCurvePrivateKey, chain: list[x509.Certificate]) -> None:
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    pem += b"".join(entry.public_bytes(serialization.Encoding.PEM) for entry in chain)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "server.pem"
        file.write_bytes(pem)
        context.load_cert_chain(file)
