"""TLS as a portal's file asks for it; what was asked and spoken is recorded with the run, never silently off."""

import ssl
import warnings
from typing import Literal

TlsMode = Literal["strict", "legacy", "insecure"]


def tls_context(mode: TlsMode) -> ssl.SSLContext:
    """ "strict" checks certificate and name with today's ciphers; "legacy" checks them too but speaks TLS 1.0 and the
    ciphers of old servers; "insecure" checks nothing."""
    context = ssl.create_default_context()
    if mode != "strict":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("DEFAULT:@SECLEVEL=0")  # below 1 or OpenSSL 3 refuses TLS 1.0 whatever the minimum says
        context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    if mode == "insecure":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
