"""The markup of one article and of the lists that link to it, in the shape of the FITC family (FAMILIES.md)."""

from collections.abc import Sequence, Set
from html import escape
from string import Template

from crawler.demo.body import BOLD, LINK, Block, parse_blocks
from crawler.demo.letters import write_letters
from crawler.demo.source import Article, Attachment, Picture, Section

LEDE = '<p style="text-align: justify;"><b>{}</b></p>'
SPACER = "\n<p>&nbsp;</p>\n"
WORD = (
    '<p class="MsoNormal" style="text-align:justify;text-indent:14.2pt">'
    '<span style="font-size:12.0pt">{}</span><o:p></o:p></p>'
)


def article_address(cn: int, key: int) -> str:
    return f"/?gd=1&cn={cn}&tc={key}"


def written_link(cn: int, key: int, page: int) -> str:
    """An href to an article as page number `page` happens to write it: reordered, with a session id, unescaped …"""
    shapes = (
        f"/?gd=1&amp;cn={cn}&amp;tc={key}",
        f"?gd=1&cn={cn}&tc={key}",
        f"/?gd=1&amp;cn={cn}&amp;tc={key}",
        f"/Default.aspx?gd=1&amp;tc={key}&amp;cn={cn}",
        f"/?gd=1&amp;cn={cn}&amp;tc={key}&amp;sid={(key * 7919 + page) % 0xFFFFFF:06x}",
        f"/?gd=1&amp;cn={cn}&amp;tc={key}#noidung",
        f"/?gd=1&amp;cn={cn}&amp;tc={key}",
    )
    return shapes[(key + page) % len(shapes)]


def read_area(template: Template, article: Article, section: Section) -> str:
    """What stands between FITC's two comments: section, title, date, picture, text, attachments."""
    return template.substitute(
        parent=section.parent,
        cn=section.cn,
        section=section.name,
        title=write_letters(article.title, article.style),
        date=date_row(article.published_text()),
        picture=picture_table(article.picture, article.style),
        text=text(article),
        files=files(article.attachments),
    )


def date_row(printed: str) -> str:
    if not printed:
        return "&nbsp;"
    return f'<div class="TT_TinChiTiet_NgayCapNhat">Ngày cập nhật <span>{printed}</span></div>'


def picture_table(picture: Picture | None, style: Set[str]) -> str:
    if picture is None:
        return ""
    return (
        '<table class="TT_TinChiTiet_AnhMinhHoa" align="left" cellpadding="0" cellspacing="0"><tr><td>'
        f'<img src="{picture.src}" width="250" alt="" /></td></tr><tr><td class="TT_TinChiTiet_MoTaAnh">'
        f"{write_letters(picture.caption, style)}</td></tr></table>"
    )


def text(article: Article) -> str:
    """Lede, blocks and byline as the editor of the day left them: paragraphs, Word's, or bare text and <br>."""
    style = article.style
    byline = write_letters(article.byline, style)
    blocks = parse_blocks(article.body)
    if "lede_repeated" in style:
        blocks.insert(0, Block("paragraph", (article.lede,)))
    lede = write_letters(article.lede, style)
    if "div_br" in style:
        body = "<br /><br />\n".join(block_markup(block, style, "{}") for block in blocks)
        signed = f'<div align="right"><b>{byline}</b></div>' if byline else ""
        return f"<div><b>{lede}</b><br /><br />\n{body}<br /></div>{signed}"
    paragraph = WORD if "word" in style else '<p style="text-align: justify;">{}</p>'
    body = SPACER.join(block_markup(block, style, paragraph) for block in blocks)
    signed = f'<p style="text-align: right;" align="right"><b>{byline}</b></p>' if byline else ""
    return f"{LEDE.format(lede)}\n{body}\n<p>&nbsp;</p>{signed}"


def block_markup(block: Block, style: Set[str], paragraph: str) -> str:
    if block.kind == "picture":
        caption, src = block.lines
        return picture_table(Picture(src, caption), style)
    if block.kind == "list":
        return "<ul>" + "".join(f"<li>{inline(item, style)}</li>\n" for item in block.lines) + "</ul>"
    if block.kind == "table":
        rows = ("".join(f"<td>{inline(cell, style)}</td>" for cell in row.split(" | ")) for row in block.lines)
        return '<table border="1" width="100%">' + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</table>"
    if block.kind == "heading":
        return paragraph.format(f"<strong>{inline(block.lines[0], style)}</strong>")
    return paragraph.format(inline(block.lines[0], style))


def inline(text: str, style: Set[str]) -> str:
    """One paragraph's text with its links and bold words; Word's style also breaks spans and lines in mid sentence."""
    written = BOLD.sub(r"<b>\1</b>", LINK.sub(r'<a href="\2">\1</a>', write_letters(text, style)))
    if "word" in style and "<" not in written:
        words = written.split(" ")
        middle = len(words) // 2
        head, tail = " ".join(words[:middle]), " ".join(words[middle:])
        written = f'{head}\n <span lang="VI" style="mso-ansi-language:VI">{tail}</span>'
    return written


def files(attachments: Sequence[Attachment]) -> str:
    if not attachments:
        return ""
    links = "<br />".join(f'<a href="{entry.href}">{escape(entry.name)}</a>' for entry in attachments)
    return f'<div class="TT_TinChiTiet_TepDinhKem"><b>Tệp đính kèm:</b> {links}</div>'


def tool_row(cn: int, key: int) -> str:
    address = escape(article_address(cn, key))
    return (
        '<div class="TT_TinChiTiet_DongChucNang"><a href="javascript:void(0)">Chia sẻ</a> | '
        f'<a href="/GuiTin.aspx?{address[2:]}">Gửi tin qua email</a> | '
        f'<a href="{address}&amp;in=1" onclick="return inTrang(this.href)">In ấn</a></div>'
    )


def other_links(rows: Sequence[tuple[str, str, str]]) -> str:
    """ "Các tin khác": rows of (href as written, link text as HTML, date); a row without a date prints no brackets."""
    lines = (
        f'<div class="TT_TinChiTiet_DongTinLienQuan"><a class="TT_TinChiTiet_TinLienQuan" href="{href}">{title}</a>'
        + (f' <span class="TT_TinChiTiet_TinLienQuan_ThoiGian">({day})</span>' if day else "")
        + "</div>\n"
        for href, title, day in rows
    )
    title = '<div class="TT_TinChiTiet_TinLienQuanTieuDe">Các tin khác</div>\n'
    return f'{title}<div id="divPhanTrang1">{"".join(lines)}</div>' if rows else ""


def listing_entry(article: Article, cn: int, page: int) -> str:
    """One of a listing's newest five: title link and lede."""
    image = f'<img class="TMCD2_AnhMinhHoa" src="{article.picture.src}" alt="" />' if article.picture else ""
    return (
        f'<div class="TMCD2_DongTieuDe"><a class="TMCD2_TieuDe" href="{written_link(cn, article.key, page)}">'
        f"{write_letters(article.title, article.style)}</a></div>"
        f'<div class="TMCD2_DongNoiDung">{image}{write_letters(article.lede, article.style)}</div>\n'
    )


def listing_rest(articles: Sequence[Article], cn: int, page: int) -> str:
    """ "Các bài khác" of a listing: titles and dates only."""
    if not articles:
        return ""
    rows = "".join(
        f'<div class="TMCD2_DongTinLienQuan"><a href="{written_link(cn, article.key, page)}">'
        f"{write_letters(article.title, article.style)}</a> "
        f'<span class="TMCD2_ThoiGian">{day_shown(article)}</span></div>\n'
        for article in articles
    )
    return f'<div class="TMCD2_TieuDeLienQuan">Các bài khác</div><div class="TMCD2_KhoiTinLienQuan">{rows}</div>'


def day_shown(article: Article) -> str:
    return f"({day})" if (day := article.published_text()[:10]) else ""
