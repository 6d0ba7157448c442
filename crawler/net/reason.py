"""Why a page could not be had, in words that stay the same: `problems.reason` and `problems.detail`."""

import re
import ssl

import aiohttp

_REASONS = {
    "DownloadTimeoutError": "timeout",
    "DownloadConnectionRefusedError": "connection refused",
    "CannotResolveHostError": "host unknown",
    "ResponseDataLossError": "truncated",
    "DownloadCancelledError": "too large",
    "DownloadFailedError": "connection failed",
    "RobotsUnavailable": "robots.txt unavailable",
    "OffPortal": "redirected off the portal",
    "Truncated": "truncated",
    "TooLarge": "too large",
    "PrivateAddress": "private address",
}
_CONTEXT = re.compile(r" ssl:(?:<[^>]*>|\w+)")


def reason_of(error: BaseException | None) -> str:
    """A stable word group."""
    if isinstance(getattr(error, "__cause__", None), aiohttp.ClientSSLError | ssl.SSLError):
        return "TLS refused"
    name = type(error).__name__
    if name == "IgnoreRequest" and "redirection" in str(error):
        return "redirect loop"
    return _REASONS.get(name, name)


def detail_of(error: BaseException | None) -> str:
    """What the error says, without what differs from run to run."""
    return _CONTEXT.sub("", str(error))
