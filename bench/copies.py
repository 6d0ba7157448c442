"""Near copies: precision and recall on a labelled set that is made by edits, and what finding them costs.

    python bench/copies.py [--stories 400]

Every story is published by one portal and then met again on others, changed in a known way; what is a copy and what is
not is known by how it was made. The articles go through a real archive, as after a crawl.
"""

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.archive.connection import open_for_writing
from crawler.archive.copies import find_copies

PORTALS = 12
START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
WHO = """Sở Nội vụ|Sở Tài chính|Sở Công Thương|Ban Quản lý Khu kinh tế|Hội Nông dân|Tỉnh đoàn|Công an tỉnh|Sở Y tế
Liên đoàn Lao động|Sở Xây dựng|Hội Cựu chiến binh|Sở Tư pháp|Ủy ban Mặt trận|Sở Giáo dục và Đào tạo""".replace(
    "\n", "|"
)
DID = """tổ chức hội nghị tổng kết|khai mạc lớp tập huấn|kiểm tra tiến độ|làm việc với đoàn công tác|trao quà tặng
ký kết chương trình phối hợp|công bố kết quả|phát động phong trào|khánh thành công trình|thẩm định hồ sơ
rà soát danh sách|tháo gỡ khó khăn|đối thoại với doanh nghiệp|giám sát chuyên đề""".replace("\n", "|")
WHAT = """cải cách hành chính|nông thôn mới|chuyển đổi số|phòng chống thiên tai|an toàn giao thông|đất đai và môi trường
bảo hiểm xã hội|giảm nghèo bền vững|trồng rừng|thủy lợi nội đồng|du lịch cộng đồng|văn hóa cơ sở|y tế dự phòng
giải phóng mặt bằng|tiêm phòng gia súc|khuyến nông|dịch vụ công trực tuyến|chợ truyền thống""".replace("\n", "|")
HOW = """đúng tiến độ đề ra|vượt kế hoạch năm|còn nhiều hạn chế|được người dân đồng tình|cần bố trí thêm kinh phí
bằng nguồn vốn xã hội hóa|theo hướng tinh gọn|gắn với trách nhiệm người đứng đầu|trước mùa mưa bão
trong quý cuối năm|tại các xã vùng cao|ở các phường ven biển""".replace("\n", "|")
FAMILY, GIVEN = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Võ Đặng Bùi Đỗ".split(),
    "An Bình Cường Dũng Giang Hà Khánh Lâm Minh Nam".split(),
)
PLACES = (
    "Phú Vang|Quảng Điền|Hương Trà|Nam Đông|A Lưới|Phong Điền|Tuy Hòa|Đông Hải|Tân Lập|Yên Thủy|Mỹ Đức|Sơn Trà".split(
        "|"
    )
)
FORM = (
    "Ủy ban nhân dân thị trấn {place} thông báo lịch tiếp công dân định kỳ tháng {month} năm {year}.",
    "Thời gian tiếp bắt đầu từ 7 giờ 30 phút ngày {day}/{month}/{year} tại trụ sở tiếp công dân thị trấn {place}.",
    "Người chủ trì tiếp công dân là ông {name}, người ghi biên bản là bà {other}, số điện thoại liên hệ {phone}.",
    "Công dân đến liên hệ mang theo giấy tờ tùy thân, trình bày trung thực sự việc, cung cấp tài liệu có liên quan và "
    "ký xác nhận vào biên bản; đơn phải ghi rõ họ tên, địa chỉ và có chữ ký của người khiếu nại hoặc tố cáo.",
    "Đề nghị các cơ quan, đơn vị, tổ chức và toàn thể nhân dân trên địa bàn được biết và thực hiện theo thông báo này.",
)
Text = tuple[str, list[str]]  # title, paragraphs


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--stories", type=int, default=400)
    stories = options.parse_args().stories
    with TemporaryDirectory() as folder:
        truth, articles = _fill(Path(folder) / "archive", stories)
        started = time.perf_counter()
        find_copies(Path(folder) / "archive")
        seconds = time.perf_counter() - started
        db = open_for_writing(Path(folder) / "archive")
        found = {row[0]: row[1] for row in db.execute("SELECT article_id, of_article_id FROM copies")}
    print(f"{articles:,} articles on {PORTALS} portals, {1000 * seconds / articles:.2f} ms an article\n")
    report(truth, found)


def report(truth: dict[int, tuple[str, int | None]], found: dict[int, int]) -> None:
    """`truth`: article → how it was made, the first to publish its text."""
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for article, (kind, first) in truth.items():
        by_kind[kind]["all"] += 1
        by_kind[kind]["said"] += article in found
        by_kind[kind]["right"] += first is not None and found.get(article) == first
    print(f"{'how it was made':<34}{'articles':>9}{'called copies':>15}{'of the first':>14}")
    for kind, counts in by_kind.items():
        print(f"{kind:<34}{counts['all']:>9}{counts['said']:>15}{counts['right']:>14}")
    right = sum(counts["right"] for counts in by_kind.values())
    copies = sum(first is not None for _, first in truth.values())
    print(f"\nprecision {right / max(len(found), 1):.3f}, recall {right / copies:.3f}")


def _fill(path: Path, stories: int) -> tuple[dict[int, tuple[str, int | None]], int]:
    chance, db = random.Random(11), open_for_writing(path)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")
    for number in range(PORTALS):
        sql = "INSERT INTO portals (id, name, province, home, recipe) VALUES (?, 'P', 'Huế', 'http://p/', 'fitc')"
        db.execute(sql, (f"p{number}",))
    truth: dict[int, tuple[str, int | None]] = {}
    for _ in range(stories):
        story, at = _story(chance), START + timedelta(minutes=chance.randrange(300_000))
        portals = chance.sample(range(PORTALS), len(EDITS) + 1)
        first = _store(db, portals[0], story, at)
        truth[first] = ("the first", None)
        for portal, (kind, (edit, is_copy)) in zip(portals[1:], EDITS.items(), strict=True):
            later = at + timedelta(minutes=chance.randrange(30, 5000))
            truth[_store(db, portal, edit(story, chance), later)] = (kind, first if is_copy else None)
    db.execute("COMMIT")
    db.close()
    return truth, len(truth)


def _store(db, portal: int, text: Text, at: datetime) -> int:  # type: ignore[no-untyped-def]
    stamp = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    cursor = db.execute(
        """INSERT INTO articles (portal_id, key, url, title, lede, body, status, revision_no, digest, published_at,
                                 published_precision, first_seen_at)
           VALUES (?, (SELECT count(*) FROM articles), 'http://p/', ?, '', ?, 'live', 1, '', ?, 'minute', ?)""",
        (f"p{portal}", text[0], "\n\n".join(text[1]), stamp, stamp),
    )
    db.execute(
        "INSERT INTO changes (at, kind, article_id, revision_no) VALUES (?, 'new', ?, 1)", (stamp, cursor.lastrowid)
    )
    return int(cursor.lastrowid)


def _name(chance: random.Random) -> str:
    return f"{chance.choice(FAMILY)} {chance.choice(['Văn', 'Thị', 'Quang', 'Ngọc'])} {chance.choice(GIVEN)}"


def _sentence(chance: random.Random, subject: str) -> str:
    who, did, how = (chance.choice(part.split("|")) for part in (WHO, DID, HOW))
    day = f"ngày {chance.randint(1, 28)}/{chance.randint(1, 12)}"
    return chance.choice(
        [
            f"{day.capitalize()}, {who} {did} {subject} {how} tại {chance.choice(PLACES)}.",
            f"Theo ông {_name(chance)}, {subject} {how}, {chance.randint(2, 98)}% hộ dân đã {did}.",
            f"{who} cho biết đã có {chance.randint(10, 9999)} lượt người tham gia {did} {subject}, {how}.",
            f"Đến nay {chance.choice(PLACES)} {did} {chance.randint(2, 90)} điểm, {subject} {how}.",
        ]
    )


def _story(chance: random.Random, subject: str | None = None) -> Text:
    subject = subject or chance.choice(WHAT.split("|"))
    parts = [
        " ".join(_sentence(chance, subject) for _ in range(chance.randint(2, 4))) for _ in range(chance.randint(3, 8))
    ]
    return f"{chance.choice(WHO.split('|'))} {chance.choice(DID.split('|'))} {subject}", parts


def _republished(story: Text, chance: random.Random) -> Text:
    return story[0], [*story[1], f"{_name(chance)} (Theo Cổng thông tin điện tử Chính phủ)"]


def _changed_lede(story: Text, chance: random.Random) -> Text:
    subject = chance.choice(WHAT.split("|"))
    return _story(chance, subject)[0], [_sentence(chance, subject), *story[1][1:], f"Tin, ảnh: {_name(chance)}"]


def _touched(story: Text, chance: random.Random) -> Text:
    """Every paragraph a little: a word gone, a word more."""
    parts = []
    for part in story[1]:
        words = part.split()
        del words[chance.randrange(len(words))]
        words.insert(chance.randrange(len(words)), "cũng")
        parts.append(" ".join(words))
    return story[0].upper(), parts


def _shortened(story: Text, chance: random.Random) -> Text:
    return story[0], story[1][: max(2, round(0.75 * len(story[1])))]


def _quoted(story: Text, chance: random.Random) -> Text:
    own = _story(chance)
    return own[0], [*own[1], chance.choice(story[1]), *_story(chance)[1][:2]]


def _same_topic(story: Text, chance: random.Random) -> Text:
    return story[0], _story(chance, story[0].split()[-1])[1]


def _form_letter(story: Text, chance: random.Random) -> Text:
    month, year = chance.randint(1, 12), chance.randint(2019, 2026)
    slots = {"place": chance.choice(PLACES), "month": month, "year": year, "day": chance.randint(1, 28)}
    slots |= {"name": _name(chance), "other": _name(chance), "phone": f"0234{chance.randrange(10**6, 10**7)}"}
    return f"Lịch tiếp công dân tháng {month}/{year}", [line.format(**slots) for line in FORM]


EDITS: dict[str, tuple[Callable[[Text, random.Random], Text], bool]] = {
    "word for word, a source added": (_republished, True),
    "another title, lede and byline": (_changed_lede, True),
    "a word changed in each paragraph": (_touched, True),
    "cut to three quarters": (_shortened, True),
    "a paragraph quoted": (_quoted, False),
    "the same topic, another text": (_same_topic, False),
    "a form letter": (_form_letter, False),
}

if __name__ == "__main__":
    main()
