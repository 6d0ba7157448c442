"""`python -m crawler.files.reading_process`: paths of files in, their texts out, a line of JSON each.

A process of its own, so that a file made to break its reader breaks nothing else: it has a bound of memory, and whoever
started it kills it when a file takes too long.
"""

import json
import os
import sys
import time
from contextlib import suppress
from itertools import groupby
from pathlib import Path

from crawler.files.readers import read_paragraphs
from crawler.text.legacy import from_legacy
from crawler.text.letters import normal_form

MEMORY = 2_000_000_000
SECONDS = 90  # of the processor for one file, should nobody be there any more to end it
LONGEST = 1_000_000  # letters of a file that are kept


def read_text(path: Path, ending: str) -> tuple[str, str]:
    """The file's text, paragraphs joined by line ends, and what it is: "read", "cut", "empty" or "failed"."""
    kept: list[str] = []
    letters = 0
    try:
        for raw in read_paragraphs(path, ending):
            lines = (normal_form(line) for line in _unicode(raw).split("\n"))
            if text := "\n".join(line for line in lines if line):
                kept.append(text[: LONGEST - letters])
                letters += len(text)
            if letters >= LONGEST:
                return "\n".join(kept), "cut"
    except RecursionError as error:
        return "\n".join(kept), f"failed: {type(error).__name__}"
    except Exception as error:  # a reader's library may raise anything; what was read until then is kept
        return "\n".join(kept), f"failed: {type(error).__name__}: {error}"[:200]
    return "\n".join(kept), "read" if kept else "empty"


def _unicode(raw: str) -> str:
    """Stretches of lines typed in an old font, put right: each line alone often has too few letters to tell."""
    stretches = groupby(raw.split("\n"), key=lambda line: any(ord(letter) > 0xFF for letter in line))
    return "\n".join("\n".join(lines) if known else from_legacy("\n".join(lines)) for known, lines in stretches)


def bound(*, seconds: int) -> None:
    """No file may make this process larger than MEMORY, or busy for longer; where the system knows such bounds."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not there on Windows

        used = int(time.process_time()) + 1
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def main() -> None:
    """Until standard input ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    for line in sys.stdin:
        asked = json.loads(line)
        bound(seconds=SECONDS)
        text, status = read_text(Path(asked["path"]), asked["ending"])
        text = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
        out.write(json.dumps({"text": text, "status": status}) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
