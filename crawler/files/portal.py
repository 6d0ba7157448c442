"""What a portal's file says of files."""

from crawler.files.wanted import Offering, Wanted, endings
from crawler.portal import Portal
from crawler.url import bare_host

MEGABYTE = 1_000_000


def offering_of(portal: Portal, *, files: bool | None = None) -> Offering:
    """The files of its articles that are asked for; `files`: none at all (False), or every type besides (True)."""
    fields = portal.fields
    wanted = Wanted()
    if files is not False:
        wanted = Wanted(
            attachments=None if files else endings(fields.attachments, of="attachments"),
            images=endings(fields.images, of="images"),
            hosts=frozenset(bare_host(host if "//" in host else f"//{host}") for host in fields.file_hosts),
            most=int(fields.file_size * MEGABYTE),
        )
    return Offering(wanted, {bare_host(url) for url in (fields.home, *portal.listings)})
