"""Addresses that lead to no page worth having: print, mail, rating, login, search, tag, calendar, language views.

One table for everybody: the generic reader, the walker and the probe. `is_trap_url` says why an address is one.
"""

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

# reason, pattern in the path (folded), pattern in the query (folded). Both match whole words of an address.
_TABLE: list[tuple[str, str, str]] = [
    (
        "print",
        r"/(?:print|in-an|in-trang|inbai|in-tin|ban-in|in-bai-viet|xem-ban-in)(?:[/.?]|$)|/print[a-z]*\.(?:aspx?"
        r"|php|html?)|/(?:in|in-?tin|in-?bai(?:-?viet)?|in-?an|in-?trang)\.(?:aspx?|php|html?|jspx?|do|action|cfm)(?:[/?]|$)"
        r"|-print\.html?$|/in/\d+|/in/?$",
        r"(?:^|[&?])(?:print|printable|in|output)=(?:1|true|yes|print|pdf|\d+|$)|(?:^|&)(?:tmpl=component"
        r"|format=pdf|format=raw|layout=print|view=print|mode=print|action=print|op=print|task=print|isprint"
        r"|do=print|dnnprintmode|skinsrc=)|(?:^|[&_])viewmode=print|(?:^|&)p_p_state=(?:pop_up|exclusive)",
    ),
    (
        "mail",
        r"/(?:sendmail|send-mail|mailto|gui-mail|gui-email|guimail|guibai|gui-bai-viet|gui-tin|guitin|guibaiviet|sendtofriend|send-to-friend"
        r"|email-this|emailafriend|component/mailto|share)(?:[/.?]|$)",
        r"(?:^|&)(?:share|sendmail|mailto|replytocom|option=com_mailto)(?:=|&|$)|(?:^|&)op=sendmail",
    ),
    (
        "rating",
        r"/(?:rating|rate|vote|binh-chon|comment|comments|gui-binh-luan|reply|savefile)(?:[/.?]|$)",
        r"(?:^|&)(?:rate|rating|vote|like|task=(?:article\.)?vote)=",
    ),
    (
        "login",
        r"/(?:login|logout|log-in|log-out|signin|sign-in|register|dang-nhap|dang-ky|dangnhap|dangky|dang-xuat"
        r"|quen-mat-khau|lostpass|forgot[a-z-]*|user/(?:login|register|password)|users?/(?:lostpass|login|register"
        r"|\w*pass\w*)|wp-login\.php|wp-admin|admin|administrator|account|tai-khoan|authenticate\.aspx|_layouts"
        r"|c/portal/(?:login|logout|update_language))(?:[/.?]|$)",
        r"(?:^|&)(?:page=login|act=login|action=log(?:in|out)|option=com_users?|ctl=(?:login|register)|returnurl"
        r"|redirect_to|nv_redirect)(?:=|&|$)",
    ),
    (
        "search",
        r"/(?:search|tim-kiem|timkiem|ket-qua-tim-kiem|advanced-search)(?:[/.?]|$)|/(?:search"
        r"|timkiem)[a-z]*\.(?:aspx?|php|html?)",
        r"(?:^|&)(?:s|q(?!=[\w-]+/)|search|keyword|keywords|tukhoa|query|searchword|page=search"
        r"|option=com_search|option=com_finder)=",
    ),
    (
        "tag",
        r"/(?:tags?|tu-khoa|tukhoa|keywords?)(?:/|$)|/(?:tags?|tukhoa)\.(?:aspx?|php|html?)|/tag-[^/]+$",
        r"(?:^|&)(?:tags?|keyword|tukhoa)=",
    ),
    (
        "calendar",
        r"/(?:calendar|lich-thang|events?/month|archive-date)(?:/|$)|/(?:calendar|lichthang)\.(?:aspx?|php)"
        r"|/icalrepeat",
        r"(?:^|&)(?:month|thang|calendar|cal_month|selecteddate|viewdate|caldate|fromdate|todate|tungay|denngay|ical)="
        r"|(?=.*(?:^|&)(?:d|day|ngay)=\d)(?=.*(?:^|&)(?:m|mm|month|thang)=\d)(?:.*)(?:^|&)(?:y|yy|yyyy|year|nam)=\d"
        r"|^(?!.*(?:id|tc)=\w)(?:.*&)?(?:ngay|ngaydang|ngaythang|day|date|dt)=\d{1,4}(?:[-/._]|%2f)\d\d?"
        r"(?:[-/._]|%2f)\d{1,4}(?:&|$)",
    ),
    (
        "author",
        r"/(?:author|authors|tac-gia|profile|members?|thanh-vien|user|users)(?:/[^/]+)?/?$"
        r"|/articletype/(?:author|archive|tag|search)view(?:/|$)",
        r"(?:^|&)(?:author=|articletype=(?:author|archive|tag|search)view)",
    ),
    (
        "language",
        r"^/(?:fr|zh|cn|ja|jp|ko|kr|lo|ru|de)(?:/|$)|/(?:change|set|switch)-?(?:language"
        r"|lang)(?:[/.?]|$)",
        r"(?:^|&)(?:lang|language|hl|lng|culture|setlang|languageid|ngonngu)=(?:en|fr|zh|cn|ja|jp|ko|lo|ru|de|2)[^&]*",
    ),
    (
        "tool",
        r"/ctl/(?:terms|privacy)|/(?:wp-json|xmlrpc\.php|feed|rss|atom|trackback|cdn-cgi|api|ajax|captcha|qrcode|thong-ke-truy-cap"
        r"|sitemap\.xml|wp-content|themes|assets|download|export|pdf|webservices?|cgi-bin)(?:[/.?]|$)|\.(?:asmx"
        r"|ashx|axd|svc)(?:[/?]|$)|/(?:rss|feeds?)\.(?:aspx?|php|html?)$|/feed/?$",
        r"(?:^|&)(?:format=feed|feed|showall|type=rss|type=atom|rss|add-to-cart|fontsize|font-size|theme|skin|contrast"
        r"|nvvithemever|mobile|device|sort|orderby|sortby|order|action=(?:edit|share|vote|download|history))(?:=|&"
        r"|$)|(?:^|&)nv\d+=m$",
    ),
]
_COMPILED = [(reason, re.compile(path), re.compile(query)) for reason, path, query in _TABLE]
# Words that name a section too; what stands below them under an article's name is one.
_OF_SECTIONS = re.compile(r"/(?:thanh-vien|tac-gia|members?|profile|binh-chon|dang-ky|tai-khoan|admin|lich-thang)/$")
_ARTICLE_STEP = re.compile(r"/(?:[^/-]+-){4,}[^/-]+$|/(?:[^/-]+-){3,}\d+(?:\.[a-z]{3,5})?$")
_LONGEST = 2000  # Vietnamese letters take nine characters each where they are written in percents
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|bmp|svg|ico|mp[34]|wav|wma|wmv|avi|flv|mov|m4a|ogg|webm|swf|css|js|json|xml|txt|pdf"
    r"|docx?|xlsx?|pptx?|ppsx?|rtf|od[tsp]|zip|rar|7z|gz|csv|tiff?|exe|apk|ics)$"
)
_ENGLISH = re.compile(r"^/(?:en|en-us|eng|english)(?:/|$)")


@lru_cache(maxsize=16384)
def is_trap_url(url: str, *, english: bool = True) -> str | None:
    """Why nothing should be fetched at `url` as a page ("print", "search", "file", …); None where nothing speaks so.

    Only the address is looked at. `english`: whether the English part of a portal is a trap too; who reads without a
    recipe cannot tell a mirror of the Vietnamese pages from articles of its own. Session ids are no traps here: they
    are taken out by crawler.url.
    """
    lower = url.lower()
    if not lower.startswith(("http://", "https://")):
        return "scheme"
    try:
        parts = urlsplit(lower)
    except ValueError:
        return "scheme"
    path = unquote(parts.path) if "%" in parts.path else parts.path
    if _MEDIA.search(path):
        return "file"
    if len(lower) > _LONGEST or _repeats(path):
        return "loop"
    query, steps = parts.query, len(path) > 1
    if "&" in query and len(pairs := [pair for pair in query.split("&") if pair]) > len(set(pairs)):
        return "loop"  # what a page adds to its own address, it adds again
    for reason, in_path, in_query in _COMPILED:
        if steps and (found := in_path.search(path)) and not _names_section(path, found):
            return reason
        if query and in_query.search(query):
            return reason
    return "language" if english and _ENGLISH.search(path) else None


def _names_section(path: str, found: re.Match[str]) -> bool:
    """Whether a telling word of the path is a section's, for an article's name ends the path below it."""
    last = _ARTICLE_STEP.search(path)
    return last is not None and _OF_SECTIONS.search(path[: last.start() + 1], found.start()) is not None


def _repeats(path: str) -> bool:
    """Whether the path goes in circles: the same step three times, as broken relative links make it."""
    steps = [step for step in path.split("/") if step]
    return len(steps) > 12 or any(steps.count(step) >= 3 for step in steps)
