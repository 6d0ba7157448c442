"""Reading letters: khotin beside ftfy, charset-normalizer and w3lib, in one run.

    python bench/letters.py [--rounds N]

Three tables. Repair: short texts as portals print them and what they must become, the share each tool gets right, and
how many foreign texts it damages. Decoding: one page in many codings and declarations, the share that comes out letter
for letter. Speed: microseconds for 6,000 letters, or for a page of 70 KB; rounds are interleaved, the median counts.
"""

import argparse
import statistics
import time
import unicodedata
from collections.abc import Callable

import charset_normalizer
import ftfy
from w3lib.encoding import html_to_unicode

from crawler.text.decoding import decode, html_bytes_utf8
from crawler.text.folding import search_form, tone_form, words
from crawler.text.letters import normal_form

SENTENCE = (
    "Sáng ngày 31/5, tại Đà Nẵng, hội đồng nhân dân thành phố tổ chức kỳ họp tổng kết công tác năm 2017; "
    "các đại biểu được nghe báo cáo về tình hình kinh tế, xã hội và ghi nhận ý kiến của cử tri. "
)
CLEAN = (SENTENCE * 40)[:6000].strip()
TONES = "\u0300\u0301\u0303\u0309\u0323"
REPAIRS = {
    "bu&ocirc;\u0309i s&aacute;ng": "buổi sáng",
    "Huế&amp;nbsp;2017": "Huế 2017",
    "&amp;Ocirc;ng Ng&#224;y": "Ông Ngày",
    "e\u0301\u0302m \u00ea\u0323p": "ếm ệp",
    unicodedata.normalize("NFD", "Quảng Trị"): "Quảng Trị",
    "Ðà Nẵng": "Đà Nẵng",
    "Quyết định số 5/QÐ-UBND": "Quyết định số 5/QĐ-UBND",
    "l\u00adương \u200bthực": "lương thực",
    "đƣợc nhƣ trƣờng": "được như trường",
    "Th«ng b¸o tuyÓn sinh": "Thông báo tuyển sinh",
    "CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM": "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Coäng hoøa xaõ hoäi chuû nghóa": "Cộng hòa xã hội chủ nghĩa",
    "Thoâng baùo": "Thông báo",
    "Viá»‡t Nam Ä‘áº¥t nÆ°á»›c": "Việt Nam đất nước",
}
FOREIGN = [
    "Sigurðsson fór norður að Norðurá með Þórði",
    "AT&T, R&D; &copy 2017",
    "Les élèves français étaient à côté du château, où",
    "Nå, så må du gå på ski",
    "Größe, Übung, schöne Bäume für Köln",
    "São Paulo não é a capital; há três cidades",
    "30 m², 25 °C, n° 5, 10 µm",
    "👨\u200d👩\u200d👧",
]


def windows_1258(text: str) -> bytes:
    out = bytearray()
    for letter in text:
        spread = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in spread if mark in TONES)
        base = unicodedata.normalize("NFC", "".join(mark for mark in spread if mark not in TONES))
        out += (base + tone).encode("cp1258")
    return bytes(out)


def pages() -> list[tuple[bytes, str | None]]:
    """Bodies of the same page, each with the header it came under."""
    page = f"<html><body><p>{SENTENCE * 3}</p></body></html>"
    broken = page.encode()[:200] + b"\xff" + page.encode()[200:]
    headers = [None, "text/html", *(f"text/html; charset={label}" for label in ("utf-8", "iso-8859-1", "utf-8,gbk"))]
    bodies = [
        page.encode(),
        windows_1258(page),
        unicodedata.normalize("NFD", page).encode(),
        broken,
        page.encode("utf-16"),
    ]
    return [(body, header) for body in bodies for header in headers]


def decoded_right(read: Callable[[bytes, str | None], str]) -> float:
    cases = pages()
    wanted = normal_form(SENTENCE)
    right = sum(
        wanted in " ".join(unicodedata.normalize("NFC", read(*case)).replace("\ufffd", "").split()) for case in cases
    )
    return right / len(cases)


def timed(jobs: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Microseconds per call, the median of interleaved rounds of at least a millisecond each."""
    seen: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            calls, started = 0, time.perf_counter()
            while (spent := time.perf_counter() - started) < 0.001 or calls < 3:
                job()
                calls += 1
            seen[name].append(spent / calls * 1e6)
    return {name: statistics.median(times) for name, times in seen.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    menders = {
        "khotin": normal_form,
        "ftfy": ftfy.fix_text,
        "NFC alone": lambda text: unicodedata.normalize("NFC", text),
    }
    print(f"{'repair':22}{'right':>8}{'foreign damaged':>18}")
    for name, mend in menders.items():
        right = sum(mend(text) == wanted for text, wanted in REPAIRS.items()) / len(REPAIRS)
        print(f"{name:22}{right:8.0%}{sum(mend(text) != text for text in FOREIGN):12} of {len(FOREIGN)}")
    readers: dict[str, Callable[[bytes, str | None], str]] = {
        "khotin": lambda body, header: decode(body, content_type=header).text,
        "w3lib": lambda body, header: html_to_unicode(header, body, default_encoding="utf-8")[1],
        "charset-normalizer": lambda body, header: str(charset_normalizer.from_bytes(body).best() or ""),
    }
    print(f"\n{'decoding':22}{'right':>8}   of {len(pages())} pages")
    for name, read in readers.items():
        print(f"{name:22}{decoded_right(read):8.0%}")
    page = (f"<div class='a'><p style='text-align: justify'>{SENTENCE}</p><ul><li></li></ul></div>" * 300).encode()[
        :70_000
    ]
    page = page[: page.rindex(b"<")]
    legacy = "C«ng hoµ x· héi chñ nghÜa ViÖt Nam, " * 160
    speeds = timed(
        {
            "normal_form, clean": lambda: normal_form(CLEAN),
            "normal_form, NBSP": lambda: normal_form(CLEAN.replace(", ", ",\u00a0")),
            "normal_form, decomposed": lambda: normal_form(unicodedata.normalize("NFD", CLEAN)),
            "normal_form, TCVN3": lambda: normal_form(legacy),
            "ftfy, clean": lambda: ftfy.fix_text(CLEAN),
            "search_form": lambda: search_form(CLEAN),
            "search form by NFD": lambda: "".join(
                c for c in unicodedata.normalize("NFD", CLEAN.lower()) if not unicodedata.combining(c)
            ).replace("đ", "d"),
            "tone_form": lambda: tone_form(CLEAN),
            "words": lambda: words(CLEAN),
            "html_bytes_utf8, 70 KB": lambda: html_bytes_utf8(page),
            "w3lib, 70 KB": lambda: html_to_unicode("text/html; charset=utf-8", page),
            "charset-normalizer, 70 KB": lambda: charset_normalizer.from_bytes(page).best(),
        },
        rounds,
    )
    print(f"\n{'speed':28}{'µs':>10}")
    for name, microseconds in speeds.items():
        print(f"{name:28}{microseconds:10.1f}")


if __name__ == "__main__":
    main()
