"""Articles out of pages: khotin's two paths beside trafilatura, readability-lxml, newspaper4k and resiliparse.

    python bench/extract.py [--rounds 5] [--demo 60] [--raise]

Pages: the articles of fixtures/pages, every n-th of the bundled portal, and, where ../shared/real lies, real bodies
inside a portal's frame (their truth is the fragment's own words, without captions). For each reader: F1 of the words
of lede and body together, the share of exact titles and of exact days, the pages with chrome in their text, and pages
per second of CPU time, the median of interleaved rounds. Every round reads a set once outside the clock and then as
often as makes a hundred pages; what was imported is kept from the garbage collector, and it runs before each reader,
so that none pays for another's leavings.

khotin's time is from bytes to every field: decoding, parsing, texts, safe HTML, files, pictures, links; "to archive"
adds the pipelines' letters, dates and boilerplate. The peers' is their text alone; titles and dates are outside the
clock. A peer that is not installed is named as missing. `--raise` writes what khotin reached into tests/floors.toml,
where that is more.
"""

import argparse
import gc
import statistics
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from lxml import html

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from crawler.text.letters import normal_form  # noqa: E402
from tests.page_scores import (  # noqa: E402
    Answer,
    Sample,
    Scores,
    demo_samples,
    fields_of,
    fixture_samples,
    read_sample,
    score,
)

FLOORS = ROOT / "tests" / "floors.toml"
REAL = ROOT.parent / "shared" / "real"
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
    parser.add_argument("--raise", dest="lift", action="store_true", help="write risen scores into tests/floors.toml")
    asked = parser.parse_args()
    sets = {"fixtures": fixture_samples(), "demo": demo_samples(every=max(1, 171 // asked.demo))}
    if real := real_samples():
        sets["real"] = real
    chosen = list(readers())
    gc.collect()
    gc.freeze()
    for name, samples in sets.items():
        size = sum(len(sample.raw) for sample in samples) / len(samples) / 1024
        print(f"\n{name}: {len(samples)} pages of {size:.0f} KB")
        report(samples, chosen, asked.rounds)
    if asked.lift:
        lift()


def report(samples: list[Sample], chosen: list[tuple[str, Timed, Reader]], rounds: int) -> None:
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


def lift() -> None:
    """Floors only rise: a score below its floor leaves the floor where it is (and the test red)."""
    old: dict[str, dict[str, dict[str, float]]] = {}
    with suppress(FileNotFoundError):
        old = tomllib.loads(FLOORS.read_text("utf-8"))
    lines = ["# The least that reading must reach (tests/test_crawler_extraction_floors.py); may only rise."]
    for pages, samples in (("fixtures", fixture_samples()), ("demo", demo_samples(every=4))):
        for path in ("recipe", "generic"):
            found = score(samples, partial(read_sample, generic=path == "generic"))
            before = old.get(pages, {}).get(path, {})
            lines += ["", f"[{pages}.{path}]", *(f"{name} = {value}" for name, value in risen(found, before).items())]
    FLOORS.write_text("\n".join(lines) + "\n", "utf-8")


def risen(found: Scores, floor: dict[str, float]) -> dict[str, float]:
    shares = {name: int(getattr(found, name) * 10_000) / 10_000 for name in ("body_f1", "titles", "dates")}
    shares = {name: max(value, floor.get(name, 0.0)) for name, value in shares.items()}
    return {**shares, "leaks": min(found.leaks, int(floor.get("leaks", found.leaks)))}


if __name__ == "__main__":
    main()
