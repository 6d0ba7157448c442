"""The vocabulary of printed dates, all in folded letters ("Thứ Tư" is "thu tu"), Vietnamese first, then English."""

MONTHS_VI = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12,
}  # fmt: skip
MONTHS_EN = {
    name[:length]: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
    for length in {3, 4 if name == "september" else 3, len(name)}
}
DAY_WORDS = {name: number for name, number in MONTHS_VI.items() if name != "gieng" and number <= 10}
WEEKDAYS_VI = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
WEEKDAYS_EN = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}

# RFC 2822 names its zones; the rest are those a Vietnamese portal's server may print. An hour each.
ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "ict": 7, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "jst": 9, "kst": 9, "sgt": 8, "cet": 1, "cest": 2, "msk": 3,
}  # fmt: skip

# How long one of a unit is, and the precision a date so many of them ago still has.
UNITS: dict[str, tuple[str, int]] = {}
for _kind, _count, _names in (
    ("seconds", 1, "giay second seconds sec secs s"),
    ("seconds", 60, "phut ph p minute minutes min mins"),
    ("seconds", 3600, "gio h tieng hour hours hr hrs"),
    ("days", 1, "ngay hom day days"),
    ("days", 7, "tuan week weeks"),
    ("months", 1, "thang month months"),
    ("months", 12, "nam year years"),
):
    UNITS |= dict.fromkeys(_names.split(), (_kind, _count))
NUMBERS = DAY_WORDS | {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
A_FEW = 0
NUMBERS |= {"vai": A_FEW, "may": A_FEW}

RELATIVE_DAYS = {
    "hom nay": 0, "bua nay": 0, "sang nay": 0, "trua nay": 0, "chieu nay": 0, "toi nay": 0, "dem nay": 0, "today": 0,
    "hom qua": 1, "bua qua": 1, "sang qua": 1, "trua qua": 1, "chieu qua": 1, "toi qua": 1, "dem qua": 1,
    "yesterday": 1,
    "hom kia": 2,
}  # fmt: skip
NOW = (
    "vua xong",
    "vua moi",
    "vua dang",
    "vua cap nhat",
    "moi xong",
    "bay gio",
    "just now",
    r"(?<!from )now(?!\s[a-z])",
)

# Words that say nothing of their own beside a date.
NEUTRAL = frozenset("ngay luc vao hoi gio thoi gian on at of the and by time h p phut giay".split())

_FOLLOWED = r"(?=\s?[:|(-]|\s?0|\s(?:luc|ngay|vao|boi|thu|chu|cn|hom|on|at|by|t0)(?![a-z])|\s?$)"
PUBLISHED = (
    r"(?:(?:ngay gio|ngay|thoi gian|gio|tin|bai|bai viet)\s)?(?:duoc\s)?"
    r"(?:dang(?:\s(?:tai|tin|bai|len))?|xuat ban|phat hanh|cong bo|khoi tao|dua(?:\s(?:tin|len))?)" + _FOLLOWED
    + r"|(?:ngay|thoi gian|gio|duoc)\s(?:tao|gui|viet|post)" + _FOLLOWED
    + r"|(?:viet|dang|gui|duyet) boi(?![a-z])"
    + r"|(?:date\s)?(?:posted|published|created)(?![a-z])|(?:publish(?:ing)?|release)\sdate(?![a-z])|date(?=\s?:)"
)  # fmt: skip
UPDATED = (
    r"(?:(?:ngay|thoi gian|lan|gio)\s)?(?:cap nhat|chinh sua|sua doi|sua|thay doi)"
    r"(?:\s(?:lan\s)?(?:cuoi|moi nhat|gan nhat|sau cung)(?:\scung)?)?" + _FOLLOWED
    + r"|(?:last|date)?\s?(?:updated?|modified|edited)(?![a-z])" + _FOLLOWED
)  # fmt: skip
# Dates of something else than the publishing: alone beside a title they are no answer.
UNRELATED = (
    r"(?:ngay\s)?(?:ban hanh|co hieu luc|hieu luc|het hieu luc|het han|sinh ngay|cap ngay|ky ngay)(?![a-z])"
    r"|ngay\s(?:ky|sinh|mat|cap(?! nhat)|thanh lap|het han|hoan thanh|bat dau|ket thuc|khoi cong|khai mac)(?![a-z])"
    r"|(?:ngay|thoi gian|thoi diem)(?:\s(?!(?:dang|cap|nhat|xuat|ban|viet|tao|gui|post|dua|tin|bai|duyet|len|phat|sua"
    r"|doc|cong\sbo|gio|thang|nam|thu|chu|luc|vao|mong|mung|hom)(?![a-z]))[a-z]+){1,4}\s?:(?=\s?(?:(?:luc|ngay)\s)?0)"
    r"|(?:thoi )?han(?=\s?:)|thoi han(?![a-z])|han\s(?:nop|cuoi|chot|dang ky|tra loi)(?![a-z])"
    r"|(?:ngay\s)?dang ky(?![a-z])"
    r"|expir(?:es|y|ed)(?![a-z])|deadline(?![a-z])"
)  # fmt: skip

COUNT_BEFORE = (
    r"(?:(?:so\s)?luot(?:\s(?:xem|doc|truy cap|view|tai|thich))?|(?:so\s)?lan\s(?:xem|doc|truy cap)|da\s(?:xem|doc)"
    r"|so\s(?:xem|luot)|xem|doc|binh luan|phan hoi|y kien|luot tai|views?|hits?|reads?|comments?|viewed|truy cap)"
)
COUNT_AFTER = (
    r"(?:luot(?:\s(?:xem|doc|truy cap|view|thich))?|lan\s(?:xem|doc)|nguoi\s(?:xem|doc)"
    r"|binh luan|phan hoi|y kien|views?|hits?|reads?|comments?)"
)
PHONE = r"(?:so\s)?(?:dien thoai|dt|sdt|tel|fax|hotline|phone|mobile)(?![a-z])"
DOCUMENT_WORDS = (
    r"quyet dinh|nghi dinh|thong tu|cong van|nghi quyet|chi thi|ke hoach so|giay phep|gpxb|gp|to trinh|cong dien"
    r"|v\.?(?=0)|van ban so|so\s(?:van ban|hieu|ky hieu|den|di|cong van)|so(?=\s?:?\s?0)"
    r"|hop dong|bien ban so|hoa don|(?:muc|dieu|khoan|phu luc|qd|nd|nq|cv|ct|tb|kh|ttr|bc|hd|hdld|bb)(?=\s0)"
    r"|version|phien ban|ver|iso|tcvn|qcvn|ip"
)
# A house in a lane off a lane: "hẻm 12/5/2017", "12/5/2017 Lê Văn Sỹ, phường 3", "12/5/2017 đường Lê Văn Sỹ". A street
# is called as a person is; with nothing but the name behind it, only figures without a leading zero tell the house.
HOUSE_BEFORE = r"(?<![a-z])(?:dia chi|tru so|so nha|nha so|hem|kiet|ngo|ngach|duong)\s*:?\s*$"
HOUSE_BEHIND = (
    r"\s+[a-z][a-z\s]{3,40},\s*(?:(?:phuong|p|quan|q)\s*\.?\s*0"
    r"|(?:phuong|quan|huyen|thi tran|thi xa|tp|khu pho)(?![a-z]))"
)
SURNAMES = "nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|truong|mai|to|ton|cao|luong"
STREET_MARKED = r"[\s,]+(?:đường|phố|hẻm|kiệt|ngõ)\s"  # not folded: Dương is a surname
STREET_BEHIND = rf"[\s,]+[a-z]+\s+(?:{SURNAMES})(?:\s+[a-z]+){{1,3}}\s*(?:,|$)"
# What stands behind a date of publishing without being a sentence that goes on.
ASIDE = r"(?:tac gia|nguon(?:\stin)?|nguoi\s(?:viet|dang|gui|dua tin)|co chu|tu khoa|tags?|chuyen muc|chia se)\s?:"
LUNAR = r"am lich|nham ngay|thang chap"
