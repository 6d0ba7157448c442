"""The files of articles as files: in a folder of each article, under the names by which they were offered."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from crawler.archive.reader import Archive
from crawler.archive.records import Article, Attachment
from crawler.errors import KhotinError
from crawler.files.place import safe_name


def write_files(archive: Archive, articles: Iterable[Article], target: Path) -> int:
    """Copy the kept attachments of `articles` to `target`/portal/article/name; returns how many there are.

    The same call again brings the folder up to date. Raises KhotinError where it cannot be written.
    """
    count = 0
    try:
        for article in articles:
            taken: set[str] = set()
            for file in archive.attachments(article.id):
                if file.path is not None:
                    folder = target / article.portal_id / str(article.id)
                    folder.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(archive.path / file.path, folder / _name(file, taken))
                    count += 1
    except OSError as error:
        raise KhotinError(f"{target}: cannot be written: {error}") from error
    return count


def _name(file: Attachment, taken: set[str]) -> str:
    """The name it was offered under, or its address's; with a number where the article has another of that name."""
    assert file.path is not None
    ending = file.path.rpartition(".")[2]
    offered = file.name or unquote(urlsplit(file.url).path.rpartition("/")[2])
    name, number = safe_name(offered, ending=ending), 1
    while name.casefold() in taken:
        number += 1
        name = safe_name(f"{offered.removesuffix(f'.{ending}')} ({number})", ending=ending)
    taken.add(name.casefold())
    return name
