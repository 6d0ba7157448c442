"""Every error khotin raises on purpose.

KhotinError                     shown to the user as one line; `exit_code` tells the shell
├── ConfigurationError   (2)    a portal, recipe or setting file is wrong; names file and key (portal.py, recipe.py)
├── UsageError           (2)    what was asked cannot be done as asked: unknown portal, bad option (cli/)
├── ArchiveError         (2)    the archive cannot be opened or written: newer schema, read-only, a file (archive/)
├── PortalUnreachable    (1)    a portal did not answer, or refused everything (cli/, probe)
├── CaptureDamaged       (1)    a WARC record is missing, cut off or not what its digest says (capture/)
├── PageUnreadable       (1)    a page answered but cannot become an article; `reason` goes to `problems` (pipelines/)
└── Interrupted        (130)    the user or the system asked to stop; state was saved (cli/)
"""


class KhotinError(Exception):
    """Base of all; its message is one clear line for a person."""

    exit_code = 1


class ConfigurationError(KhotinError):
    """A TOML file cannot be used as it stands.

    The message reads ``FILE: KEY: what is wrong``.
    """

    exit_code = 2


class UsageError(KhotinError):
    """The command line asks for something that does not exist or does not fit."""

    exit_code = 2


class ArchiveError(KhotinError):
    """The archive directory or its database cannot be used."""

    exit_code = 2


class PortalUnreachable(KhotinError):
    """A portal gave no answer that could be used."""


class CaptureDamaged(KhotinError):
    """A record of a WARC file cannot be read as it was written; names the file and the place."""


class PageUnreadable(KhotinError):
    """A page that should have been an article is none.

    `reason` is a short stable word group ("no title", "empty body") that `problems.reason` stores.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class Interrupted(KhotinError):
    """A signal ended the work early; everything stored so far is kept and the next run goes on from there."""

    exit_code = 130
