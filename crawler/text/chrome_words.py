"""The lines that portals print around an article (FAMILIES §3 and §5), on their search form: no marks, lower case.

Each pattern is for a whole line. A match says what the line is where chrome may stand; in running text it says
nothing, since an article may quote any of these words (crawler.text.boilerplate).
"""

import re


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(alternatives) + ")")


_NEWS = "(?:tin|tin tuc|bai|bai viet|tin bai|su kien|hoat dong|thong tin|van ban)"
_OTHER = (
    "(?:khac|lien quan|cung chuyen muc|cung muc|cung the loai|da dua|da dang|moi hon|cu hon|moi nhat|noi bat|xem nhieu"
    "|doc nhieu|nhanh|truoc do)"
)
OTHER_NEWS = _any(
    rf"(?:(?:cac|nhung|mot so|\d+|xem) )*{_NEWS} {_OTHER}(?: (?:ngay|theo ngay|trong chuyen muc))?",
    "cung chuyen muc|theo dong su kien|doc nhieu nhat|xem nhieu nhat|xem them|doc them",
    "co the (?:ban|quy vi) quan tam|(?:ban|quy vi) co the quan tam",
    "related (?:news|posts|articles)|other news",
)
TOOL = _any(
    r"in|in ra|in an|in trang|in bai viet|in bai nay|in trang \(ctrl \+ p\)|ban in",
    "email|gui email|gui (?:tin|bai|bai viet) qua email|gui cho ban be|luu|luu bai viet(?: nay)?",
    "doc bai(?: viet)?|nghe bai viet|nghe doc bai",
    r"co chu|(?:a ?[-+]?[ |]*){1,5}|(?:tang|giam|tang/giam) (?:co chu|tuong phan)|tuong phan",
    r"chia se|chia se bai viet|facebook|twitter|zalo|google\+?|thich|tweet|phan hoi|tai ve",
    "quay lai|tro ve|ve trang truoc|len dau trang|ve dau trang",
    "chuyen den noi dung chinh|truy cap noi dung luon|skip ribbon commands|skip to main content",
)
_COUNT = r"[ :|(]*[\d.,]+[ )]*(?:luot|lan|khach|nguoi)?(?: xem| doc| truy cap)?\)?"
_VISITS = (
    "(?:tong(?: so)?(?: luot)? truy cap|dang (?:truy cap|online)|truy cap hien tai|so luot truy cap|khach(?: truy cap)?"
    "|luot truy cap (?:hom nay|tuan nay|thang nay)|hom nay|hom qua|tuan nay|thang nay|thang truoc|thang hien tai)"
)
COUNTER = _any(
    rf"(?:so )?(?:luot|lan|nguoi) (?:xem|doc|truy cap)(?: bai viet)?{_COUNT}|da xem{_COUNT}|{_VISITS}{_COUNT}",
    "(?:tong(?: so)?(?: luot)?|so luot) truy cap",
    r"[\d.,]+ luot (?:xem|doc|truy cap)|thong ke(?: luot)? truy cap",
    r"hien co [\d.,]+ khach.{0,60}|ban la ?:.{0,60}|your ip.{0,60}",
    "tong so diem cua bai viet la.{0,120}|xep hang ?:.{0,60}|click de danh gia bai viet",
    r"danh gia(?: bai viet)?[ :]*[\d.,/ ()]*(?:phieu(?: bau)?)?",
    r"(?:viet |xem |gui )?(?:binh luan|loi binh)(?: cua ban)?(?: ?\(\d+\))?|y kien ban doc(?: ?\(\d+\))?",
    "binh chon|ket qua",
)
FOOTER = _any(
    r"(?:tu khoa|tags?) ?:.{0,300}|giay phep so .{0,200}|ghi ro nguon .{0,200}|truong ban bien tap ?:.{0,100}",
    r"©.{0,200}|copyright.{0,200}|ban quyen (?:thuoc|©).{0,200}|website dang chay thu nghiem|tin nhiem mang",
    "du lieu dang duoc cap nhat",
)
_WEEKDAY = "(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat)"
_CLOCK = r"\d{1,2}[:h]\d{2}(?::\d{2})?(?: ?(?:sa|ch|am|pm))?"
DATE_LINE = re.compile(
    r"\(?(?:(?:ngay (?:dang|cap nhat)|cap nhat(?: luc)?|dang luc|dang ngay|xuat ban) ?:? ?)?"
    rf"(?:{_WEEKDAY}[ ,-]*)?(?:ngay )?"
    rf"\d{{1,2}}(?:[/.-]| thang )\d{{1,2}}(?:[/.-]| nam | )\d{{4}}(?:[ ,|-]*{_CLOCK})?\)?"
)
