"""Articles out of pages: khotin's two paths beside trafilatura, readability-lxml, newspaper4k and resiliparse.

    python bench/extract.py [--rounds 5] [--demo 60] [--families NAME …] [--raise]

Pages: the articles of fixtures/pages, every n-th of the bundled portal (`--demo`), and, where
../shared/real lies, real bodies inside a portal's frame (their truth is the fragment's own words, without captions).
For each reader: F1 of the words of lede and body together, the share of exact titles and of exact days, the pages with
chrome in their text, and pages per second of CPU time, the median of interleaved rounds. Every round reads a set once
outside the clock and then as often as makes a hundred pages; what was imported is kept from the garbage collector,
which is set as a crawl sets it and runs before each reader, so that none pays for another's leavings. The last table
is of all those pages together.

The clock sees what is scored: the answer with title, day and text as each reader gives it. Two readers stand there a
second time with less to do: khotin from bytes to every field as the page prints it (texts, safe HTML, files, pictures,
links), without the pipelines' letters, dates and boilerplate; trafilatura with its text alone, without title and date.
`× trafilatura` is against the whole answer, `× its text` against the text alone. A peer that is not installed is named
as missing.

Last, every family's site (fixtures/sites, and the bundled portal for fitc) is served on loopback and crawled for real,
by its family's recipe and by `generic` with the recipe hidden: of the articles that can be reached, how many are
archived, the shares with the exact title and the exact instant, body F1 against the site's texts, articles with chrome
or another's title in them, and rows that are no article of their own. `--families` does only this, for those named or
for all.

`--raise` writes what khotin reached into tests/floors.toml, where that is more.
"""

import argparse
import gc
import statistics
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from lxml import html

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from crawler.archive.writing_process import YOUNG  # noqa: E402
from crawler.text.letters import normal_form  # noqa: E402
from tests.family_scores import SiteScores, archived, crawl_sites, score_site  # noqa: E402
from tests.page_scores import (  # noqa: E402
    Answer,
    Sample,
    demo_samples,
    fields_of,
    fixture_samples,
    read_sample,
    score,
)
from tests.served_sites import served_sites  # noqa: E402

FLOORS = ROOT / "tests" / "floors.toml"
REAL = ROOT.parent / "shared" / "real"
PATHS = ("recipe", "generic")
Families = dict[str, dict[str, SiteScores]]
Read = Callable[[Sample], Answer]


class Reader(NamedTuple):
    """One line of a table: what the clock sees and what is scored. `whole`: title and day are asked for too."""

    name: str
    timed: Callable[[Sample], object]
    read: Read
    whole: bool = True


def trafilatura_readers() -> list[Reader]:
    import trafilatura

    def read(sample: Sample) -> Answer:
        found = trafilatura.bare_extraction(sample.raw, include_comments=False, with_metadata=True)
        return Answer(found.title or "", found.text or "", found.date) if found else Answer("", "", None)

    def read_text(sample: Sample) -> Answer:
        return Answer("", trafilatura.extract(sample.raw, include_comments=False) or "", None)

    return [Reader(WHOLE, read, read), Reader(TEXT_ALONE, read_text, read_text, whole=False)]


def readability_readers() -> list[Reader]:
    from readability import Document

    def read(sample: Sample) -> Answer:
        document = Document(sample.raw.decode())
        text = " ".join(html.fromstring(document.summary(html_partial=True)).itertext())
        return Answer(document.short_title(), text, None)

    return [Reader("readability-lxml", read, read)]


def newspaper_readers() -> list[Reader]:
    import newspaper

    def read(sample: Sample) -> Answer:
        article = newspaper.Article(sample.url, language="vi", fetch_images=False)
        article.download(input_html=sample.raw.decode())
        article.parse()
        day = article.publish_date.date().isoformat() if article.publish_date else None
        return Answer(article.title, article.text, day)

    return [Reader("newspaper4k", read, read)]


def resiliparse_readers() -> list[Reader]:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def read(sample: Sample) -> Answer:
        tree = HTMLTree.parse(sample.raw.decode())
        return Answer((tree.title or "").strip(), extract_plain_text(tree, main_content=True), None)

    return [Reader("resiliparse", read, read)]


WHOLE, TEXT_ALONE = "trafilatura", "trafilatura, text"
PEERS = {
    "trafilatura": trafilatura_readers,
    "readability-lxml": readability_readers,
    "newspaper4k": newspaper_readers,
    "resiliparse": resiliparse_readers,
}


def readers() -> Iterator[Reader]:
    """All that are installed."""
    generic = partial(read_sample, generic=True)
    yield Reader("khotin, recipe", read_sample, read_sample)
    yield Reader("khotin, generic", generic, generic)
    yield Reader("recipe, as printed", fields_of, read_sample)
    yield Reader("generic, as printed", partial(fields_of, generic=True), generic)
    for name, make in PEERS.items():
        try:
            yield from make()
        except ImportError as error:
            print(f"{name}: missing ({error.name}); pip install -e '.[bench]'", file=sys.stderr)


def real_samples() -> list[Sample]:
    """Real bodies put into the frame of a fixture page of the FITC family; none where ../shared is absent."""
    frame = next(sample for sample in fixture_samples() if sample.name == "fitc/article-picture")
    start = frame.raw.index(b'id="ctl16_ctl00_tdDoc">') + len(b'id="ctl16_ctl00_tdDoc">')
    end = frame.raw.index(b"<!-- FitcKetThucDocTin -->")
    samples = []
    for file in sorted(REAL.glob("body-*.html")):
        comment, _, body = file.read_text("utf-8").partition("-->")
        raw = frame.raw[:start] + body.encode() + b"</td></tr></table>" + frame.raw[end:]
        tree = html.fromstring(f"<div>{body}</div>")
        for caption in tree.iter("figcaption", "script", "style"):
            caption.text = ""
        truth = {**frame.truth, "lede": "", "body": normal_form(tree.text_content())}
        if "title:" in comment:
            samples.append(frame._replace(name=f"real/{file.stem}", raw=raw, truth=truth))
    return samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--demo", type=int, default=60, help="pages of the bundled portal")
    parser.add_argument("--families", nargs="*", metavar="NAME", help="only the families' sites (these, or all)")
    parser.add_argument("--raise", dest="lift", action="store_true", help="write risen scores into tests/floors.toml")
    asked = parser.parse_args()
    if asked.families is None:
        compare(asked.demo, asked.rounds)
    families = crawl_families(asked.families or ())
    report_families(families)
    if asked.lift and not asked.families:
        lift(families)


def compare(demo: int, rounds: int) -> None:
    """All readers over all pages, side by side."""
    sets = {"fixtures": fixture_samples(), "demo": demo_samples(every=max(1, 171 // demo))}
    if real := real_samples():
        sets["real"] = real
    chosen = list(readers())
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
    seconds = dict.fromkeys((reader.name for reader in chosen), 0.0)
    for name, samples in sets.items():
        size = sum(len(sample.raw) for sample in samples) / len(samples) / 1024
        print(f"\n{name}: {len(samples)} pages of {size:.0f} KB")
        for reader, speed in report(samples, chosen, rounds).items():
            seconds[reader] += len(samples) / speed
    count = sum(map(len, sets.values()))
    print(f"\nall together: {count} pages\n{'':20}{SPEED_HEAD}")
    together = {name: count / taken for name, taken in seconds.items()}
    for name in together:
        print(f"{name:20}{times(name, together)}")


SPEED_HEAD = f"{'pages/s':>9}{'× trafilatura':>15}{'× its text':>12}"


def times(name: str, speeds: dict[str, float]) -> str:
    """A reader's pages per second, and how many times trafilatura's that is, where that is installed."""
    return f"{speeds[name]:9.0f}" + "".join(
        f"{speeds[name] / speeds[peer]:{width}.1f}" for peer, width in ((WHOLE, 15), (TEXT_ALONE, 12)) if peer in speeds
    )


def report(samples: list[Sample], chosen: list[Reader], rounds: int) -> dict[str, float]:
    """Print how right and how quick each reader is; returns their pages per second."""
    speeds: dict[str, list[float]] = {reader.name: [] for reader in chosen}
    for _ in range(rounds):
        for reader in chosen:
            speeds[reader.name].append(pages_per_second(samples, reader.timed))
    usual = {name: statistics.median(figures) for name, figures in speeds.items()}
    print(f"{'':20}{'body F1':>9}{'titles':>8}{'days':>8}{'leaks':>7}{SPEED_HEAD}")
    for reader in chosen:
        found = score(samples, partial(in_normal_form, reader.read))
        shares = f"{found.titles:8.1%}{found.dates:8.1%}" if reader.whole else f"{'-':>8}{'-':>8}"
        print(f"{reader.name:20}{found.body_f1:9.4f}{shares}{found.leaks:7}{times(reader.name, usual)}")
    return usual


def pages_per_second(samples: list[Sample], read: Callable[[Sample], object]) -> float:
    for sample in samples:
        read(sample)
    gc.collect()
    passes = -(-100 // len(samples))
    before = time.process_time()
    for _ in range(passes):
        for sample in samples:
            read(sample)
    return passes * len(samples) / (time.process_time() - before)


def in_normal_form(read: Read, sample: Sample) -> Answer:
    """What a peer found, its letters mended as khotin mends its own: the bench weighs extraction alone."""
    answer = read(sample)
    return answer._replace(title=normal_form(answer.title), text=normal_form(answer.text))


def crawl_families(names: Sequence[str]) -> Families:
    """The scores of every site by path ("recipe", "generic") and name."""
    scores: Families = {}
    for path in PATHS:
        with served_sites(names) as sites, tempfile.TemporaryDirectory(prefix="khotin-bench-") as folder:
            archive = crawl_sites(sites, Path(folder), recipe="generic" if path == "generic" else "")
            scores[path] = {site.name: score_site(site, archived(archive, site)) for site in sites}
    return scores


def report_families(families: Families) -> None:
    head = f"{'articles':>10}{'titles':>8}{'dates':>8}{'body F1':>9}{'leaks':>7}{'extra':>7}"
    print(f"\n{'family sites,':20}{'by recipe':^49}   {'recipe hidden (generic)':^49}\n{'crawled':20}{head}   {head}")
    for name in families["recipe"]:
        print(f"{name:20}" + "   ".join(_line(families[path][name]) for path in PATHS))


def _line(scores: SiteScores) -> str:
    found = f"{scores.found}/{scores.expected}"
    return f"{found:>10}{scores.titles:8.1%}{scores.dates:8.1%}{scores.body_f1:9.4f}{scores.leaks:7}{scores.extra:7}"


def lift(families: Families) -> None:
    """Floors only rise: a score below its floor leaves the floor where it is (and the test red)."""
    old: dict[str, dict[str, dict[str, dict[str, float]]]] = {}
    with suppress(FileNotFoundError):
        old = tomllib.loads(FLOORS.read_text("utf-8"))
    lines = [
        "# The least that reading must reach (tests/test_crawler_extraction_floors.py, tests/test_families.py);",
        "# may only rise: python bench/extract.py --raise",
    ]
    for pages, samples in (("fixtures", fixture_samples()), ("demo", demo_samples(every=4))):
        for path in PATHS:
            found = score(samples, partial(read_sample, generic=path == "generic"))
            shares = {name: getattr(found, name) for name in ("body_f1", "titles", "dates")}
            floor = risen(shares, {"leaks": found.leaks}, old.get(pages, {}).get(path, {}))
            lines += ["", f"[{pages}.{path}]", *(f"{name} = {value}" for name, value in floor.items())]
    for path in PATHS:
        lines += ["", f"[families.{path}]"]
        for name, site in families[path].items():
            before = old.get("families", {}).get(path, {}).get(name, {})
            floor = risen(site.shares(), {"leaks": site.leaks, "extra": site.extra}, before)
            lines.append(f"{name} = {{ " + ", ".join(f"{key} = {value}" for key, value in floor.items()) + " }")
    FLOORS.write_text("\n".join(lines) + "\n", "utf-8")


def risen(shares: dict[str, float], counts: dict[str, int], floor: dict[str, float]) -> dict[str, float]:
    """The new floors: of shares the higher, of counts the lower."""
    higher = {name: max(int(value * 10_000) / 10_000, floor.get(name, 0.0)) for name, value in shares.items()}
    return {**higher, **{name: min(value, int(floor.get(name, value))) for name, value in counts.items()}}


if __name__ == "__main__":
    main()
