"""What an element's class and id say of its part in the page: a hint, believed only where the structure agrees."""

import re
from functools import lru_cache
from typing import Literal

Hint = Literal[
    "",
    "hidden",
    "nav",
    "crumb",
    "header",
    "footer",
    "side",
    "related",
    "comment",
    "tool",
    "tags",
    "pager",
    "meta",
    "title",
    "lede",
    "body",
]

_SPLIT = re.compile(r"[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])")

# Whole tokens (a class or id split at "-", "_", digits and camel case) and stretches of the joined name, by the part
# they tell of; the first row that matches wins.
_ROWS: list[tuple[Hint, str, str]] = [
    (
        "hidden",
        r"hidden|hide|visuallyhidden|invisible|noprint_hidden|ctx-menu",
        r"sr-only|screen-reader|visually-hidden",
    ),
    (
        "related",
        r"related|relate|lienquan|tinlq|tinkhac|baikhac|tincu|tinmoi|tinmoii|dadua|cungchuyenmuc|oldnews|othernews|other|others|more|khac|readmore|prevnext|newer|older",
        r"tin[-_]?lien[-_]?quan|lien[-_]?quan|tin[-_]?khac|bai[-_]?(?:viet[-_]?)?khac|cac[-_]?tin|tin[-_]?cu(?:ng)?\b|cung[-_]?chuyen|da[-_]?dua|other[-_]?news|old[-_]?news|news[-_]?other"
        r"|tindadua|tinlquan|relatednews|post-navigation|nav-links|item-?related|tin_?noi_?bat|xem-?nhieu|doc-?nhieu",
    ),
    (
        "comment",
        r"comment|comments|binhluan|disqus|respond|reply|ykien|phanhoi|gopy",
        r"binh[-_]?luan|y[-_]?kien|phan[-_]?hoi|fb-comments",
    ),
    ("tags", r"tag|tags|tukhoa|keyword|keywords|taglist|labels", r"tu[-_]?khoa|post-tags|tag-?links"),
    (
        "crumb",
        r"breadcrumb|breadcrumbs|crumb|crumbs|duongdan|pathway|sitemappath|dieuhuong",
        r"bread[-_]?crumb|you-are-here|duong[-_]?dan",
    ),
    (
        "pager",
        r"pagination|paging|pager|phantrang|paginate|pagenav|pages|pagenavi|pagelist",
        r"phan[-_]?trang|page[-_]?nav|page[-_]?numbers|list[-_]?page",
    ),
    (
        "tool",
        r"share|sharing|social|addthis|sharethis|addtoany|tool|tools|toolbar|print|printer|email|rating|ratings|vote|votes|voting|danhgia|like|zalo|facebook|fb|twitter"
        r"|chucnang|tienich|fontsize|audio|speech|tts|luotxem|hit|hits|counter|thongke|visitor|visitors|actions|congcu|binhchon|star|stars|viewcount|reading|readspeaker",
        r"luot[-_]?xem|danh[-_]?gia|thong[-_]?ke|chuc[-_]?nang|tien[-_]?ich|view[-_]?count|chia[-_]?se|social|addtoany|a2a",
    ),
    ("footer", r"footer|foot|copyright|banquyen|chantrang", r"ban[-_]?quyen|chan[-_]?trang"),
    (
        "nav",
        r"menu|nav|navbar|navigation|submenu|megamenu|topmenu|mainmenu|leftmenu|tab|tabs|tablist|topbar|toplinks|language|languages|lang|sitemap|hamburger|offcanvas|accordion|search|searchbox|timkiem|login|calendar",
        r"nav-?bar|nav-?menu|tim[-_]?kiem|dang[-_]?nhap",
    ),
    (
        "title",
        r"title|tieude|headline|heading|tenbai|subject|tieudetin",
        r"tieu[-_]?de|(?:news|post|entry|article|page|detail)[-_]?(?:title|header|heading)|ten[-_]?bai",
    ),
    (
        "lede",
        r"sapo|lead|lede|summary|tomtat|trichyeu|brief|hometext|mota|gioithieu|chapeau|abstract|description|desc|intro|introtext|excerpt|teaser|trichdan|noidungtomtat|dan|subtitle|standfirst|deck|dek",
        r"tom[-_]?tat|trich[-_]?yeu|mo[-_]?ta|home[-_]?text|trich[-_]?dan",
    ),
    (
        "meta",
        r"meta|info|date|time|datetime|ngay|ngaydang|ngaycapnhat|thoigian|author|tacgia|source|nguon|posted|byline|created|createdate|published|pubdate|postdate|publish|butdanh|calendar",
        r"ngay[-_]?(?:dang|cap)|thoi[-_]?gian|tac[-_]?gia|post[-_]?date",
    ),
    (
        "body",
        r"content|contents|body|noidung|chitiet|detail|details|bodytext|entry|fulltext|baiviet|article|maincontent|noidungtin|noidungchitiet|rtestate",
        r"noi[-_]?dung|chi[-_]?tiet|journal-content|ms-rtestate|body[-_]?text|full[-_]?text|article[-_]?(?:body|content)",
    ),
    (
        "side",
        r"sidebar|side|aside|widget|widgets|ads|adv|advert|quangcao|qc|banner|banners|slider|slide|marquee|popup|modal|lienket|weblink|weblinks|poll|survey|thamdo|video|album",
        r"quang[-_]?cao|side[-_]?bar|lien[-_]?ket|right-?col|col-?right|left-?col|cot[-_]?(?:phai|trai)",
    ),
    (
        "header",
        r"header|masthead|topheader|logo|dautrang|clock|today|dongho",
        r"site-?header|page-?header|dau[-_]?trang|ngay[-_]?gio|date-?today|current-?date",
    ),
]
_TABLE = [
    (hint, re.compile(rf"(?:{tokens})"), re.compile(stretch, re.IGNORECASE) if stretch else None)
    for hint, tokens, stretch in _ROWS
]
_SHOWN = re.compile(r"\bd-(?:\w+-)?(?:block|flex|inline|table|grid)|hidden-(?:xs|sm|md|lg|print)|visible-")


@lru_cache(maxsize=8192)
def read_hint(name: str) -> Hint:
    """The part that class and id `name` tell of; "" where they tell nothing."""
    return next(iter(all_hints(name)), "") if name else ""


_OWN_TERMS = re.compile(r"\b(?:category|tag|term|tax|author|post|page|status|format|type)-\S+")


def all_hints(name: str) -> tuple[Hint, ...]:
    """Every part that class and id `name` might tell of, the likeliest first."""
    if "hentry" in name or "type-post" in name:
        name = _OWN_TERMS.sub(" ", name)
    tokens = [token.lower() for token in _SPLIT.split(name) if token]
    found: list[Hint] = []
    for hint, token_pattern, stretch in _TABLE:
        if any(map(token_pattern.fullmatch, tokens)) or (stretch is not None and stretch.search(name)):
            found.append(hint)
    return tuple(found)


_HIDDEN = re.compile(
    r"(?:^|\s)(?:hidden|hide|d-none|sr-only|screen-reader-text|visually-hidden|visuallyhidden|element-(?:invisible|hidden)|hide-accessible)(?:\s|$)"
)


@lru_cache(maxsize=8192)
def names_hidden(name: str) -> bool:
    """Whether class `name` takes its element from the reader's sight on a wide screen."""
    return bool(_HIDDEN.search(name)) and not _SHOWN.search(name)
