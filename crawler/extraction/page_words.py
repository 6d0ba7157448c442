"""The words Vietnamese portals print around an article, as tables; matched on folded lines (no marks, lower case).

A match says what a line would be *where chrome may stand* (before the body, after it, in a box of its own). None of
these tables may cut inside running text: an article may quote any of them.
"""

import re
from functools import lru_cache
from unicodedata import normalize

from crawler.text.folding import search_form


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """`text` in lower case without marks, spaces collapsed: the form all patterns here are written in."""
    if not text.isascii():
        text = search_form(text.replace("Ð", "d").replace("ð", "d"))
    if "\u200b" in text or "\ufeff" in text:
        text = text.replace("\u200b", " ").replace("\ufeff", " ")
    return " ".join(text.lower().split())


_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=8192)
def words_of(text: str) -> str:
    """`text` folded, its words joined by single blanks, punctuation gone: what titles are compared by."""
    return " ".join(_WORD.findall(fold(text)))


# What news may be called in such headings, and what makes it the other news.
_NEWS = (
    r"(?:tin|bai|tin tuc|tin bai|bai viet|tin tuc - su kien|tin tuc su kien|su kien|thong bao|thong tin|van ban"
    r"|hoat dong|noi dung|"
    r"bai dang|bai bao|ban tin|chuyen de|tin anh|video|clip|hinh anh)"
)
_OTHER = (
    r"(?:khac|lien quan|co lien quan|(?:trong )?cung (?:chuyen muc|chu de|the loai|loai|muc|danh muc|nhom"
    r"|chuyen trang|linh vuc)|"
    r"da dua|da dang|moi|moi hon|moi nhat|moi cap nhat|moi dang|cu|cu hon|truoc|truoc do|tiep theo|ke tiep|sau|noi bat|"
    r"(?:duoc )?(?:doc|xem|quan tam)(?: nhieu)?(?: nhat)?|nhieu nguoi doc|dang chu y|lien quan khac"
    r"|khac cung chuyen muc)"
)
RELATED = re.compile(
    rf"(?:>+ ?|» ?|- )?(?:(?:cac|nhung|mot so|\d+|xem|doc|xem them|doc them|danh sach|them)(?: cac| nhung)? )?"
    rf"(?:{_NEWS} {_OTHER}(?:(?:,| va| /| -) {_OTHER})?"
    r"(?: (?:ngay|theo ngay|trong muc|trong chuyen muc|cua chuyen muc|cung chuyen muc|cua muc"
    rf"|nhat))?"
    rf"|{_NEWS} (?:trong|thuoc) (?:chuyen muc|muc|chu de)"
    rf"|(?:xem|doc) them (?:cac|nhung|mot so) {_NEWS}"
    r"|theo dong su kien|moi nhat|cung chuyen muc|cung chu de|cung muc|lien quan|tin nhanh|doc nhieu(?: nhat)?"
    r"|xem nhieu(?: nhat)?|tin doc|khac"
    r"|co the (?:ban )?quan tam|ban (?:co the )?quan tam|xem them|doc them|tham khao them|duong dan lien quan"
    r"|lien ket lien quan"
    r"|doc (?:tiep|nhieu)|tin(?: tuc)? trong ngay|goc chuyen muc"
    r"|(?:related|other|latest|recent|more|older|newer|similar)(?: (?:news|posts?|articles?|stories|items))?"
    r"|read more|see also|you may also like)"
    r"(?: ?\(\d+\))?[ :.…»>+*-]*"
)

_NUMBER = r"[\d.,]+(?: ?(?:k|tr|m|nghin|trieu)\b)?"
TOOL = re.compile(
    r"(?:in|in an|in ra|in tin|in bai|in bai viet|in bai nay|in trang|in trang nay|in noi dung|ban in|ban de in"
    r"|in trang \(ctrl \+ p\)|print(?: this)?(?: page)?"
    r"|gui (?:email|mail|e-mail|bai viet|bai|tin|cho ban|ban be|y kien|phan hoi|binh luan|binh luan cua ban"
    r"|nhan xet)\b.{0,40}|email|e-mail|luu|luu lai|luu bai viet(?: nay)?|luu tin"
    r"|doc bai|doc bai viet|nghe|nghe doc|nghe bai viet|nghe noi dung|doc noi dung|doc thanh tieng|nghe doc bai"
    r"|phat am thanh|(?:giong )?(?:nam|nu)(?: mien (?:bac|trung|nam))?|giong doc|toc do(?: doc)?[ :]*(?:[\d.]+ ?x)?"
    r"|\d{1,2}:\d\d(?: ?/ ?\d{1,2}:\d\d)?|(?:link|xem) bai(?: viet)? goc"
    r"|co chu|kich co chu|co chu ?:?.{0,8}|phong to|thu nho|(?:tang|giam)(?:/giam)? (?:co chu|tuong phan"
    r"|kich thuoc chu)|tuong phan|do tuong phan|mac dinh"
    r"|(?:a ?[-+]?\|? ?){1,4}|t ?[-+]|aa\+?|chia se(?: bai viet| qua| len| tren| voi ban be| facebook| zalo)*|thich"
    r"|share(?: this)?|tweet|like|follow"
    r"|facebook|fb|zalo|twitter|x|linkedin|google\+?|pinterest|telegram|messenger|youtube|tiktok|instagram|whatsapp"
    r"|copy link|sao chep(?: lien ket| link)?|copy|rss"
    r"|xem tin theo ngay.{0,20}|dang ky nhan (?:ban )?tin.{0,60}|nhan tin qua email|theo doi (?:chung toi"
    r"|tren).{0,40}|moi ban doc.{0,60}"
    r"|quay lai|quay ve|tro ve|tro lai|ve trang truoc|quay lai trang truoc|ve trang chu|back|go back|dong|close"
    r"|len dau trang|dau trang|ve dau trang|top|back to top|theo doi|xem ban in|tai ve|tai xuong|phan hoi|gop y"
    r"|y kien|bao loi"
    r"|ban dang o day|ban dang xem|trang chu|home|chuyen den noi dung(?: chinh)?|skip to (?:main )?content|loading"
    r"|dang tai"
    r")[ :.|•·/-]*"
)
COUNTER = re.compile(
    rf"(?:(?:tong )?(?:so )?(?:luot|lan|nguoi)? ?(?:xem|doc|truy cap|da xem|views?|hits?|luot xem)(?: bai viet"
    rf"| tin)? ?(?:trang)?[ :()-]*{_NUMBER}(?: (?:lan|luot|luot xem|nguoi))?\)?"
    rf"|so (?:lan|luot) (?:xem|doc|truy cap)(?: bai viet| tin)?[ :()-]*(?:{_NUMBER})?.{{0,6}}"
    rf"|da (?:xem|doc)[ :()-]*{_NUMBER}(?: lan| luot)?\)?|{_NUMBER} (?:luot|lan|nguoi)? ?(?:xem|doc|views?|hits?"
    rf"|truy cap|thich|chia se|binh luan|likes?|comments?|shares?)"
    r"|luot (?:xem|doc|truy cap)[ :]*|views?[ :]*|hits?[ :]*"
    r"|tong so diem cua bai viet.*|xep hang[ :].{0,40}|click de danh gia.*|hay danh gia bai viet.*"
    r"|(?:moi|hay) (?:ban |ban doc )?(?:danh gia|cho diem|binh chon).{0,40}"
    r"|danh gia(?: bai viet| cua ban| noi dung)?[ :].{0,60}|danh gia(?: bai viet)?(?: nay)?"
    r"|(?:diem|so diem|diem danh gia|ket qua|binh chon|xep hang|rating"
    r"|vote)[ :]*(?:\d[\d./ ,]*)?(?: ?\(?\d+ (?:phieu|danh gia|votes?|luot).{0,20})?|\d+ (?:phieu|phieu bau"
    r"|danh gia|votes?).{0,20}"
    r"|\d(?:[.,]\d)?/\d ?(?:\(.{0,30}\)|sao|diem)?|binh luan cua ban|(?:viet |xem |gui "
    r"|y kien )?binh luan(?: \(\d+\))?|(?:xem )?loi binh|y kien ban doc.*|y kien cua ban|nhan xet"
    r"|rat tot|tuyet voi|binh thuong|khong tot|chua co binh luan.*|chua co danh gia.*|hay la nguoi dau tien.*"
    r"|leave a (?:reply|comment)|add (?:new )?comment|post comment"
    r")[ :.|•·-]*"
)
PAGES = re.compile(r"(?:trang|pages?)? ?:? ?(?:\d{1,3}[ |,.»›>/-]*)+(?:tiep|sau|cuoi|trang sau|next)?[ »›>]*")
PAGES_LABEL = re.compile(r"(?:(?:cac |so )?trang|pages?|(?:chi muc|muc luc)(?: bai viet)?|article index)[ :]*")
PAGER_STEP = re.compile(
    r"[<>«»‹›←→|.…]* ?(?:\d{1,3}|(?:trang )?(?:dau(?: tien)?|truoc(?: do)?|sau|tiep(?: theo)?|ke tiep|cuoi(?: cung)?)"
    r"|ve dau|moi hon|cu hon|first|prev(?:ious)?|next|last)? ?[<>«»‹›←→|.…]*"
)
DOCUMENT_LABEL = re.compile(
    r"(?:so(?: ?/ ?|, | va |-| )?(?:ky|ki) hieu|so hieu|so van ban|trich yeu|nguoi ky|loai van ban|hinh thuc van ban"
    r"|ngay (?:ban hanh|co hieu luc|hieu luc|het hieu luc|ky)|(?:co quan|don vi) ban hanh|linh vuc|tinh trang hieu luc)"
    r"(?: (?:noi dung|van ban))?(?: ?:.*)?$"
)
FIELD_LABEL = re.compile(  # of a form's rows, as lists of SharePoint show an article
    r"(?:tieu de(?: tin| bai viet)?|tom tat(?: noi dung)?|noi dung(?: chi tiet| tin| bai viet| tom tat)?"
    r"|mo ta(?: ngan)?|hinh anh|anh dai dien|(?:ngay|thoi gian) (?:dang|tao)|tac gia|chuyen muc|the loai)[ :]*"
)
COMMENTS = re.compile(
    r"(?:(?:cac |tat ca |xem |y kien )?(?:y kien|binh luan|nhan xet|phan hoi|loi binh|comments?"
    r"|thao luan)(?: (?:facebook|ban doc|cua ban doc|doc gia|nguoi doc|cua ban|moi nhat|bai viet))?(?: ?\(?\d+\)?)?"
    r"|\d+ (?:binh luan|y kien|phan hoi|nhan xet|comments?|responses?|thoughts?)\b.{0,200}|(?:gui|viet|them"
    r"|de lai) (?:y kien|binh luan|nhan xet|phan hoi|loi binh)\b.{0,40}"
    r"|(?:ban |vui long |hay )*(?:can |phai )?dang nhap de (?:gui |viet |tham gia )?binh luan.{0,30}"
    r"|leave a (?:reply|comment).{0,40}|hay la nguoi dau tien binh luan.{0,60})[ :.]*"
)
TAGS = re.compile(r"(?:tu khoa|tags?|the|the tag|tag bai viet|chu de|nhan|keywords?)(?: ?: .{0,300}| ?:.{0,300}|)")
SECTION_LABEL = re.compile(
    r"(?:(?:thuoc |dang trong )?(?:chuyen muc|danh muc|the loai)|xuat ban trong|category) ?:? .{2,60}"
)
TAGS_LABEL = re.compile(r"(?:tu khoa|tags?|the|nhan|keywords?)(?: ?:.*)?")
FILES_LABEL = re.compile(
    r"(?:ten (?:tep|file|tap tin|tai lieu)|dung luong|kich thuoc(?: tep)?|[\d.,]+ ?[kmg]b(?:ytes)?)[ :]*|"
    r"(?:cac |danh sach )?(?:file|tep|tap tin|tai lieu|van ban|tep tin|tep dinh kem"
    r"|file dinh kem)(?: tin)?(?: van ban)? (?:dinh kem|kem theo|tai ve|lien quan)[ :]*"
    r"|dinh kem[ :]*|attachments?[ :]*|(?:click |bam |nhan )?(?:vao day )?(?:de )?(?:tai|tai ve|tai xuong|download"
    r"|xem)(?: (?:file|tep|tap tin|van ban|tai lieu|ve|xuong))*(?: tai day)?[ :.]*"
)
FILES_HEAD = re.compile(r"(?:cac )?(?:tep|tep tin|tap tin|tai lieu|van ban|files?|documents?|tai lieu tham khao)[ :]*")
FILE_NAME = re.compile(
    r"(?:tai(?: ve| xuong)? ?: ?)?\S[\w .()-]*\.(?:pdf|docx?|xlsx?|pptx?|rar|zip|7z|rtf)"
    r"(?: ?\(?[\d.,]+ ?[km]?b(?:ytes)?\)?)?(?: ?[|-]? ?(?:xem|tai|download|mo|doc)\b.{0,30})?"
)
COUNTED = re.compile(r"(?:thong ke|tong|dang|luot|hom|tuan|thang|tat ca|truy cap)\b")
FOOTER = re.compile(
    r"(?:©|ban quyen|copyright|giay phep (?:so|thiet lap|hoat dong|xuat ban)|so giay phep|chiu trach nhiem (?:chinh"
    r"|noi dung|xuat ban)|truong ban bien tap"
    r"|(?:vui long |de nghi |xin )?ghi ro nguon|ban bien tap ?:|co quan chu quan|co quan chu quan|tru so ?:"
    r"|dia chi ?:|dien thoai ?:|tel ?:|hotline ?:|duong day nong|fax ?:"
    r"|thiet ke (?:boi|va)|phat trien boi|powered by|designed by|don vi (?:thiet ke|phat trien|quan ly)"
    r"|tin nhiem mang|website dang (?:chay|trong)|cong thong tin dien tu .{0,80}giay phep"
    r"|all rights reserved|thong ke truy cap|tong (?:luot )?truy cap|tong so (?:luot )?truy cap|dang (?:truy cap"
    r"|online)|truy cap hien tai|luot truy cap|online ?:"
    r"|hom nay ?:? ?[\d.,]+|hom qua ?:? ?[\d.,]+|(?:tuan|thang) (?:nay|truoc|hien tai) ?:? ?[\d.,]+"
    r"|tat ca ?:? ?[\d.,]+)"
)
CRUMB = re.compile(r"(?:ban dang (?:o|xem).{0,12}|trang chu|trang nhat|home)(?: ?(?:[>»/|›→]|::).*)?")
DATELINE = re.compile(
    r"(?!thu |chu nhat|cn\b|dang |cap nhat|xuat ban|luc |ngay )[a-z][a-z ]{2,40}, ?(?:ngay|hom) \d{1,2} ?(?:/|thang|-)"
)
CONTACT = re.compile(  # of a portal's foot, or of whom an article says to ask
    r"(?:tru so|dia chi|dien thoai|tel|hotline|duong day nong|fax|so dien thoai|e?mail)\b ?[^:]{0,40}: ?\S.*"
)
BYLINE = re.compile(
    r"(?:tac gia(?: bai viet)?|nguoi (?:viet|dang|gui|tao|(?:kiem )?duyet|bien tap)|viet boi|dang boi"
    r"|nguon(?: tin)?|theo|tin(?:, ?| va )anh"
    r"|bai(?:, ?| va )anh|tin|anh|bai|nguoi dang tin|by|author|source|don vi|ban bien tap)"
    r" ?[:\-].{0,80}|(?:viet|dang|gui) boi ?:? .{2,60}|written by .{2,60}|by [a-z .]{2,40}"
)
BYLINE_LABEL = re.compile(
    r"^(?:tac gia(?: bai viet)?|nguoi (?:viet|dang|gui)|viet boi|dang boi|written by|by|author)\b ?[:\-]? ?"
)
SOURCE_LABEL = re.compile(r"^(?:nguon(?: tin)?|source) ?[:\-] ?")
EMPTY_LISTING = re.compile(
    r".{0,80}(?:dang (?:duoc )?cap nhat|chua co (?:bai viet|tin|du lieu)|khong co (?:bai viet|tin|du lieu|ban ghi)"
    r"|quay lai sau).{0,80}"
)

SITE_NAME = re.compile(
    r"(?:trang|cong) (?:thong tin )?(?:thong tin|tin)(?: dien tu| giao tiep dien tu)?(?: tong hop)?\b.{0,120}"
    r"|website .{0,100}|(?:so|ubnd|uy ban nhan dan|hdnd|phong|huyen|tinh|thanh pho|bo|cuc|chi cuc|ban"
    r"|trung tam) .{0,100}"
)
_UNITS = frozenset(
    "trang cổng website sở ubnd ủy uỷ hdnd hđnd phòng huyện tỉnh thành bộ cục chi ban trung so uy phong huyen tinh "
    "thanh bo cuc cong".split()
)
PORTAL_NAME = re.compile(r"(?:trang|cong) (?:thong tin|tin)\b(?: (?:dien tu|giao tiep))?.{0,120}|website\b.{0,100}")


@lru_cache(maxsize=4096)
def names_site(text: str) -> bool:
    """Whether `text` may be the name of a portal or of who keeps it: "Sở Y tế", but not "Số ca mắc", "Bản Liền"."""
    first = normalize("NFC", text).lower().split(maxsplit=1)[:1]
    return bool(first) and first[0] in _UNITS and SITE_NAME.fullmatch(fold(text)) is not None


GENERIC_NAME = re.compile(
    r"(?:trang chu|home(?:page)?|trang thong tin|(?:xem )?chi tiet(?: (?:ban )?tin(?: tuc)?| bai viet| noi dung"
    r"| su kien)?|tin tuc(?: (?:-|va|&) su kien)?|tin tuc su kien|tin bai"
    r"|su kien|tin|news|noi dung(?: chi tiet| bai viet)?|bai viet|untitled.{0,20}|no title.*|default|article"
    r"|detail)[ :.]*"
)
MENU_NAME = re.compile(
    r"(?:thuc don|menu|main menu|danh muc|dieu huong|navigation|tim kiem(?: tin tuc)?|search|dang nhap|login"
    r"|ngon ngu|noi dung chinh|no title.*)[ :.]*"
)
