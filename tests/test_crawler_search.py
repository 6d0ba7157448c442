"""Search: every spelling finds, the typed marks and the newer article come first."""

import json
import sqlite3
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler import search as searching
from crawler import search_candidates
from crawler.archive import Archive, Selection
from crawler.cli.search import command
from crawler.errors import UsageError
from crawler.query import parse_query
from crawler.snippet import highlight, snippet
from tests.archive_filling import Filling

LONG = "Tin từ địa phương. " * 40


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T08:00:00+07:00")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    with Filling(tmp_path / "a") as filling:
        filling.article("1", "Ứng phó bão số 9", "Bão vào Đà Nẵng tối nay.", published=day("2020-09-18"))
        filling.article("2", "Báo cáo tháng", "Báo cáo của Đà Nẵng.", published=day("2026-10-01"), section="Công khai")
        filling.article(
            "3", "Bảo hiểm y tế", "Khu Hoà Khánh có bảo hiểm.", published=day("2026-09-01"), portal="danang"
        )
        filling.article("4", "Ứng phó bão số 12", "Bão vào Quảng Nam.", published=day("2026-09-18"), portal="quangnam")
        filling.article("5", "Dự báo", f"{LONG}Không có bão. {LONG}", published=None)
        filling.article("6", "Nắng ở đà điểu", "Đà điểu được nuôi; trời nắng.", published=day("2026-10-02"))
    return Archive(tmp_path / "a")


def keys(archive: Archive, query: str, which: Selection | None = None, **options: bool) -> list[str]:
    return [hit.key for hit in archive.search(query, which or Selection(), **options).hits]


@pytest.mark.parametrize(
    "typed", ["đà nẵng", "Đà Nẵng", "da nang", "ĐÀ NẴNG", '"đà nẵng"', '"da nang"', "da* nan*", '"đà nẵ"*']
)
def test_plain_sqlite_finds_the_same_articles_by_every_spelling(archive: Archive, typed: str) -> None:
    plain = sqlite3.connect(archive.database)
    found = plain.execute(
        "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid", (typed,)
    ).fetchall()
    assert [row[0] for row in found][:2] == [1, 2]


@pytest.mark.parametrize("typed", ["hoà khánh", "hòa khánh", "hoa khanh", '"HOÀ KHÁNH"', '"hòa kh"*'])
def test_plain_sqlite_finds_either_tone_placement(archive: Archive, typed: str) -> None:
    plain = sqlite3.connect(archive.database)
    assert plain.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?", (typed,)).fetchall() == [(3,)]


def test_marks_as_typed_come_first_then_the_newer(archive: Archive) -> None:
    assert keys(archive, "bão") == ["4", "1", "5", "2", "3"]
    assert [hit.exact for hit in archive.search("bão").hits] == [True, True, True, False, False]
    assert keys(archive, "bão", exact=True) == ["4", "1", "5"]
    assert keys(archive, "báo") == ["2", "5", "4", "3", "1"]


def test_without_marks_everything_counts_alike(archive: Archive) -> None:
    assert all(hit.exact for hit in archive.search("bao").hits)
    assert set(keys(archive, "bao")) == {"1", "2", "3", "4", "5"}


def test_syllables_side_by_side_come_before_syllables_apart(archive: Archive) -> None:
    assert keys(archive, "đà nẵng") == ["2", "1", "6"]
    assert keys(archive, "da nang") == ["2", "1", "6"]
    assert keys(archive, '"đà nẵng"') == ["2", "1"]


def test_of_three_syllables_two_side_by_side_count(tmp_path: Path) -> None:
    with Filling(tmp_path / "a") as filling:
        filling.article("apart", "Nắng, bão và đà điểu", "Nắng sau bão ở trại đà điểu.", published=day("2026-10-02"))
        filling.article("city", "Bão vào thành phố", "Mưa ở Đà Nẵng.", published=day("2020-10-02"))
    assert keys(Archive(tmp_path / "a"), "bao da nang") == ["city", "apart"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bão -nẵng", {"4", "5", "2", "3"} - {"2"}),
        ("bao -báo", {"1", "3", "4"}),
        ("bao -bao", set()),
        ("khánh OR điểu", {"3", "6"}),
        ("kha*", {"3"}),
        ("bảo hiểm y tế", {"3"}),
        ("không-có", {"5"}),
    ],
)
def test_operators(archive: Archive, query: str, found: set[str]) -> None:
    assert set(keys(archive, query)) == found
    assert archive.search(query).total == len(found), "what was left out is not counted"


@pytest.mark.parametrize(
    ("which", "found"),
    [
        (Selection(portals=("danang",)), {"3"}),
        (Selection(provinces=("Đà Nẵng",)), {"3", "4"}),
        (Selection(sections=("công khai",)), {"2"}),
        (Selection(since=date(2026, 9, 1), until=date(2026, 9, 30)), {"3", "4"}),
        (Selection(status="gone"), set()),
    ],
)
def test_filters(archive: Archive, which: Selection, found: set[str]) -> None:
    assert set(keys(archive, "bao", which)) == found


def test_a_rare_word_is_found_among_many_that_look_like_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_candidates, "WIDE", 60)
    monkeypatch.setattr(searching, "LOOKED_AT", 10)
    with Filling(tmp_path / "a") as filling:
        filling.article("storm", "Tin bão", "Mưa to.", published=day("2001-01-01"))
        for number in range(100):
            filling.article(str(number), f"Báo cáo số {number}", "Hết.", published=day("2026-01-01"))
    archive = Archive(tmp_path / "a")
    found = archive.search("bão", limit=5)
    assert (found.hits[0].key, found.hits[0].exact, found.total, len(found.hits)) == ("storm", True, None, 5)
    assert [hit.key for hit in archive.search("bão -mưa", limit=1).hits] != ["storm"]
    assert archive.search("bão", Selection(until=date(2001, 12, 31))).total == 1
    monkeypatch.setattr(search_candidates, "WIDE", 1000)
    narrow = archive.search("bão", limit=5)
    assert (narrow.hits[0].key, narrow.total) == ("storm", 101)


HOSTILE = [
    '"',
    "*",
    "AND",
    "NEAR(a b)",
    "a NEAR b",
    "title:",
    "title : bão",
    "^bão",
    "bão)",
    "((bão",
    "{title} : x",
    "-",
    "'",
    "';--",
]
HOSTILE += [
    "bão OR",
    "OR bão",
    "bão NOT",
    "NOT bão",
    "a*b",
    '"a" "',
    "+",
    "bão + lụt",
    "\x00bão",
    "\ud800",
    "\\",
    "%",
    "bão,lụt",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_input_is_a_query_like_any_other(archive: Archive, query: str) -> None:
    if any(letter.isalnum() and letter not in "\ud800" for letter in query.replace("OR", "").replace("AND", "")):
        assert archive.search(query).total is not None
    else:
        with pytest.raises(UsageError, match="no word"):
            archive.search(query)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet=st.sampled_from("bãoBAO \"*-()|:^{}+NEAROT,.;'\\\0đĐ1_"), max_size=25))
def test_no_input_raises_a_syntax_error(archive: Archive, query: str) -> None:
    try:
        parsed = parse_query(query)
    except UsageError:
        return
    found = archive.search(parsed, limit=100)
    assert {hit.id for hit in found.hits if hit.exact} == {
        one.id for one in archive.articles() if parsed.accepts(one.title, one.lede, one.body)
    }


def test_snippets_show_the_place_with_its_marks() -> None:
    query = parse_query("bao")
    passage = snippet(query, f"{LONG}Không có bão. {LONG}")
    assert passage.text.startswith("… ")
    assert passage.text.endswith(" …")
    assert [text for text, found in passage.pieces() if found] == ["bão"]
    assert "".join(text for text, _ in passage.pieces()) == passage.text
    assert len(passage.text) < 260


def test_snippets_of_short_texts_are_the_text() -> None:
    assert snippet(parse_query("x"), "Trời\nnắng.").text == "Trời nắng."
    assert snippet(parse_query("nang"), "Trời\nnắng.").marked("<", ">") == "Trời <nắng>."


def test_exact_places_are_preferred_in_highlights() -> None:
    assert highlight(parse_query("bão"), "Báo tin bão").marked("[", "]") == "Báo tin [bão]"
    assert highlight(parse_query("bạo"), "Báo tin bão").marked("[", "]") == "[Báo] tin [bão]"


def test_a_letter_without_end_is_cut() -> None:
    assert len(snippet(parse_query("aa*"), "a" * 5000).text) < 300


def test_command(archive: Archive) -> None:
    run = CliRunner().invoke(command, ["bão", "số", "--json", "--limit", "1", "--archive", str(archive.path)])
    answer = json.loads(run.stdout)
    assert (answer["query"], answer["total"], len(answer["hits"])) == ("bão số", 2, 1)
    hit = answer["hits"][0]
    assert [hit["title"][start:end] for start, end in hit["title_spans"]] == ["bão", "số"]
    text = CliRunner().invoke(command, ["hoa khanh", "--archive", str(archive.path)]).stdout
    assert "Khu **Hoà** **Khánh** có bảo hiểm." in text
    assert text.endswith("1 article found\n")


def test_a_note_says_what_or_joins(archive: Archive) -> None:
    done = CliRunner().invoke(command, ["bảo hiểm OR đà điểu", "--archive", str(archive.path)])
    assert done.stdout == "0 articles found\n"
    assert done.stderr == 'note: OR joins the nearest words alone; whole phrases need quotes: "bảo hiểm" OR "đà điểu"\n'
    asked = CliRunner().invoke(command, ['"bảo hiểm" OR "đà điểu"', "--archive", str(archive.path)])
    assert "2 articles found" in asked.stdout
    assert asked.stderr == ""
