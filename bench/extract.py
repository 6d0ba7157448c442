"""Articles out of pages: khotin's two paths beside trafilatura, readability-lxml, newspaper4k and resiliparse.

    python bench/extract.py [--rounds 5] [--demo 60] [--families NAME …] [--raise]

Pages: the articles of fixtures/pages, every n-th of the bundled portal (`--demo`), and, where
../shared/real lies, real bodies inside a portal's frame (their truth is the fragment's own words, without captions).
For each reader: F1 of the words of lede and body together, the share of exact titles and of exact days, the pages with
chrome in their text, and pages per second of CPU time, the median of interleaved rounds. Every round reads a set once
outside the clock and then as often as makes a hundred pages; what was imported is kept from the garbage collector,
which is set as a crawl sets it and runs before each reader, so that none pays for another's leavings. The last table
is of all those pages together.

khotin's time is from bytes to every field: decoding, parsing, texts, safe HTML, files, pictures, links; "to archive"
adds the pipelines' letters, dates and boilerplate. The peers' is their text alone; titles and dates are outside the
clock. A peer that is not installed is named as missing.

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
Reader = Callable[[Sample], Answer]
Timed = Callable[[Sample], object]


def trafilatura_readers() -> tuple[Reader, Reader]:
    import trafilatura

    def read(sample: Sample) -> Answer:
        return Answer("", trafilatura.extract(sample.raw, include_comments=False) or "", None)

    def read_all(sample: Sample) -> Answer:
        found = trafilatura.extract_metadata(sample.raw)
        return Answer(found.title or "", read(sample).text, found.date)

    return read, read_all


def readability_readers() -> tuple[Reader, Reader]:
    from readability import Document

    def read(sample: Sample) -> Answer:
        summary = Document(sample.raw.decode()).summary(html_partial=True)
        return Answer("", " ".join(html.fromstring(summary).itertext()), None)

    def read_all(sample: Sample) -> Answer:
        return Answer(Document(sample.raw.decode()).short_title(), read(sample).text, None)

    return read, read_all


def newspaper_readers() -> tuple[Reader, Reader]:
    import newspaper

    def read(sample: Sample) -> Answer:
        article = newspaper.Article(sample.url, language="vi", fetch_images=False)
        article.download(input_html=sample.raw.decode())
        article.parse()
        day = article.publish_date.date().isoformat() if article.publish_date else None
        return Answer(article.title, article.text, day)

    return read, read


def resiliparse_readers() -> tuple[Reader, Reader]:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def read(sample: Sample) -> Answer:
        return Answer("", extract_plain_text(sample.raw.decode(), main_content=True), None)

    def read_all(sample: Sample) -> Answer:
        return Answer((HTMLTree.parse(sample.raw.decode()).title or "").strip(), read(sample).text, None)

    return read, read_all


PEERS = {
    "trafilatura": trafilatura_readers,
    "readability-lxml": readability_readers,
    "newspaper4k": newspaper_readers,
    "resiliparse": resiliparse_readers,
}


def readers() -> Iterator[tuple[str, Timed, Reader]]:
    """Each reader by name: the one the clock sees and the one that answers everything."""
    generic = partial(read_sample, generic=True)
    yield "khotin, recipe", fields_of, read_sample
    yield "recipe, to archive", read_sample, read_sample
    yield "khotin, generic", partial(fields_of, generic=True), generic
    yield "generic, to archive", generic, generic
    for name, make in PEERS.items():
        try:
            yield name, *make()
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
    seconds = dict.fromkeys((name for name, _, _ in chosen), 0.0)
    for name, samples in sets.items():
        size = sum(len(sample.raw) for sample in samples) / len(samples) / 1024
        print(f"\n{name}: {len(samples)} pages of {size:.0f} KB")
        for reader, speed in report(samples, chosen, rounds).items():
            seconds[reader] += len(samples) / speed
    count = sum(map(len, sets.values()))
    print(f"\nall together: {count} pages\n{'':20}{'pages/s':>9}{'× trafilatura':>15}")
    for name, taken in seconds.items():
        times = f"{seconds['trafilatura'] / taken:15.1f}" if "trafilatura" in seconds else ""
        print(f"{name:20}{count / taken:9.0f}{times}")


def report(samples: list[Sample], chosen: list[tuple[str, Timed, Reader]], rounds: int) -> dict[str, float]:
    """Print how right and how quick each reader is; returns their pages per second."""
    speeds: dict[str, list[float]] = {name: [] for name, _, _ in chosen}
    for _ in range(rounds):
        for name, read, _ in chosen:
            speeds[name].append(pages_per_second(samples, read))
    usual = {name: statistics.median(figures) for name, figures in speeds.items()}
    base = usual.get("trafilatura")
    print(f"{'':20}{'body F1':>9}{'titles':>8}{'days':>8}{'leaks':>7}{'pages/s':>9}{'× trafilatura':>15}")
    for name, _, read_all in chosen:
        found = score(samples, partial(in_normal_form, read_all))
        times = f"{usual[name] / base:15.1f}" if base else ""
        print(
            f"{name:20}{found.body_f1:9.4f}{found.titles:8.1%}{found.dates:8.1%}{found.leaks:7}{usual[name]:9.0f}{times}"
        )
    return usual


def pages_per_second(samples: list[Sample], read: Timed) -> float:
    for sample in samples:
        read(sample)
    gc.collect()
    passes = -(-100 // len(samples))
    before = time.process_time()
    for _ in range(passes):
        for sample in samples:
            read(sample)
    return passes * len(samples) / (time.process_time() - before)


def in_normal_form(read: Reader, sample: Sample) -> Answer:
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
