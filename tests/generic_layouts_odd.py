"""More invented portals: each does something that breaks a reader which looks at one clue only."""
# ruff: noqa: E501

from tests.generic_layouts import COUNTER, FOOT, SITE, WELCOME, _menu, _side_titles, _tail
from tests.generic_pages import Layout, Story, body_of


def _file(story: Story) -> str:
    return (
        f'<div class="dinhkem"><b>Tài liệu đính kèm:</b> <a href="{story.pdf}">cong-van.pdf</a></div>'
        if story.pdf
        else ""
    )


# 13. A box of other news floats before the text, an alert above the title, Word's markup in the body.


def _float(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = (
        f'<p class="MsoNormal" style="text-align:justify"><b><span style="font-size:14.0pt">{story.lede}</span></b></p>'
        if story.lede
        else ""
    )
    text = body_of(
        story,
        p='<p class="MsoNormal" style="text-align:justify;text-indent:36pt"><span style="font-size:14.0pt;font-family:&quot;Times New Roman&quot;">{}</span></p><p class="MsoNormal">&nbsp;</p>',
    )
    main = f"""<div class="alert">Cổng thông tin đang nâng cấp, một số chức năng có thể gián đoạn, mong quý vị thông cảm.</div>
<div class="detail"><div class="detail-title">{story.title}</div><div class="detail-info"><span>Cập nhật lúc: {story.hour:02}:{story.minute:02} {story.date}</span><span>Lượt xem: 2.310</span></div>
<div class="detail-box" style="float:right;width:220px"><div class="box-name">Tin liên quan</div><ul>{_side_titles(others, layout, '<li><a href="{url}">{title}</a></li>', 4)}</ul></div>
<div class="detail-text">{lede}{text}{_file(story)}</div><div class="detail-src">Nguồn: Đài Truyền thanh huyện</div></div>
<div class="nav-art"><a href="{layout.url(others[5])}">« {others[5].title}</a><a href="{layout.url(others[6])}">{others[6].title} »</a></div>"""
    return _float_page(f"{story.title} - Trang tin huyện", main)


def _float_page(title: str, main: str) -> str:
    return f"""<!DOCTYPE html><html><head><title>{title}</title></head><body><div id="wrap"><div id="top"><a href="/">{SITE}</a><div id="dt">Hôm nay, 05/01/2026 08:27</div></div><div id="mn"><ul>{_menu()}</ul></div>
<div id="mid"><div id="l">{main}</div><div id="r"><div class="bx"><div class="bn">Thông báo</div><marquee>{WELCOME}</marquee></div><div class="bx"><div class="bn">Thống kê</div><p>{"</p><p>".join(COUNTER.split("|"))}</p></div></div></div><div id="bot"><p>{FOOT[0]}</p><p>{FOOT[1]}</p><p>{FOOT[2]}</p></div></div></body></html>"""


def _float_listing(layout: Layout, items: list[Story]) -> str:
    rows = _side_titles(
        items,
        layout,
        '<div class="it"><a class="im" href="{url}"><img src="/i.jpg"></a><a class="ti" href="{url}">{title}</a><span class="da">({date})</span><div class="de">{lede}</div></div>',
        10,
    )
    return _float_page(
        "Tin trong huyện - Trang tin huyện",
        f'<div class="cat-name">Tin trong huyện</div>{rows}<div class="pg"><b>1</b> <a href="/tin-trong-huyen/trang-2">2</a> <a href="/tin-trong-huyen/trang-2">Trang sau</a></div>',
    )


# 14. Utility classes only; the logo is h1, the title h2; the date stands under the text with the author.


def _util(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f'<p class="text-lg font-semibold text-gray-700 mb-4">{story.lede}</p>' if story.lede else ""
    text = body_of(
        story,
        p='<p class="mb-4 leading-7">{}</p>',
        picture='<div class="my-6"><img class="w-full rounded" src="{src}"><p class="text-center text-sm italic">{caption}</p></div>',
    )
    main = f"""<div class="flex-1 min-w-0 px-4"><div class="text-sm text-blue-700 mb-2"><a href="/tin-trong-huyen">Tin trong huyện</a></div><h2 class="text-2xl font-bold mb-2">{story.title}</h2><div class="flex justify-between text-gray-500"><span class="text-sm">{story.day} tháng {story.month}, {story.year}</span><span class="text-sm">1.2k lượt xem</span></div>
<div class="flex gap-2 my-2"><button class="btn">Chia sẻ</button><a class="btn" href="mailto:?subject=x">Email</a></div>{lede}<div class="text-justify">{text}</div>{_file(story)}</div>"""
    rail = _side_titles(
        others[4:],
        layout,
        '<div class="flex gap-3 mb-3"><a href="{url}" class="shrink-0"><img class="w-24" src="/x.jpg"></a><div><a href="{url}" class="font-medium">{title}</a><p class="text-sm text-gray-500">{lede}</p></div></div>',
        9,
    )
    below = _side_titles(
        others,
        layout,
        '<a href="{url}" class="block p-4 border"><p class="font-medium">{title}</p><p class="text-sm text-gray-500">{date}</p></a>',
        4,
    )
    return _util_page(
        story.title,
        f'<div class="flex">{main}<div class="w-80">{rail}</div></div><div class="grid grid-cols-4">{below}</div>',
    )


def _util_page(title: str, main: str) -> str:
    return f"""<!DOCTYPE html><html lang="vi"><head><title>{title} | UBND huyện Hương Sơn Hạ</title></head><body class="bg-gray-50"><div class="bg-red-700 text-white"><div class="max-w-6xl mx-auto flex"><img src="/quoc-huy.png" alt="Quốc huy"><h1 class="text-xl uppercase">UBND huyện Hương Sơn Hạ</h1></div></div><div class="bg-blue-800"><div class="flex flex-wrap">{_menu('<a class="px-3 py-2" href="{}">{}</a>')}</div></div><div class="max-w-6xl mx-auto">{main}</div><div class="bg-gray-900 text-gray-300"><p>{FOOT[1]}</p><p>{FOOT[2]}</p></div></body></html>"""


def _util_listing(layout: Layout, items: list[Story]) -> str:
    rows = _side_titles(
        items,
        layout,
        '<div class="flex gap-4 border-b py-4"><a href="{url}"><img src="/x.jpg" class="w-48"></a><div><a href="{url}" class="text-lg font-semibold">{title}</a><p class="text-sm text-gray-500">{date}</p><p class="mt-2">{lede}</p></div></div>',
        12,
    )
    return _util_page(
        "Tin trong huyện",
        f'<h2 class="text-2xl font-bold">Tin trong huyện</h2>{rows}<div class="flex justify-center"><span class="px-3">1</span><a class="px-3" href="?p=2">2</a><a class="px-3" href="?p=3">3</a><a class="px-3" href="?p=2">›</a></div>',
    )


# 15. Decoys in the text: a list of other news in its middle, dates on lines of their own, portal words quoted.


def _decoy_words(story: Story) -> str:
    return f"Thống kê truy cập|Ngày {story.day:02}/01/2026" if story.id % 3 == 0 and len(story.paragraphs) > 2 else ""


def _decoy(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f"<h2 class='sp'>{story.lede}</h2>" if story.lede else ""
    inner = "".join(f"<p>{words}</p>" for words in _decoy_words(story).split("|") if words)
    tail = body_of(
        Story(
            story.id,
            "",
            "",
            story.paragraphs[1:],
            1,
            1,
            2020,
            0,
            0,
            "",
            story.picture,
            story.caption,
            "",
            story.table,
            story.items,
        )
    )
    main = f"""<div id="crumb"><a href="/">Trang chủ</a> » <a href="/tin-trong-huyen">Tin trong huyện</a> » {story.title}</div><h1 class="tt">{story.title}</h1><div class="tg">Ngày đăng: {story.date} {story.hour}h{story.minute:02} | Ngày cập nhật: 11/11/2025 | Người đăng: Quản trị</div>{lede}
<div class="nd"><p>{story.paragraphs[0]}</p>{inner}{tail}{_file(story)}<p style="text-align:right"><strong>Hồng Thắm</strong></p></div>
<div class="kh"><div class="kh1">Các bài viết khác</div>{_side_titles(others, layout, '<div class="kh2"><a href="{url}">{title}</a> <i>{date}</i></div>', 7)}</div><div class="yk"><div>Ý kiến bạn đọc (2)</div><div><b>Nguyễn Văn Tám</b><p>Tôi thấy bài viết chưa nói rõ mức hỗ trợ cho hộ cận nghèo, đề nghị phóng viên tìm hiểu thêm ở xã tôi nhé.</p></div><div><b>Lê Thị Chín</b><p>Đồng ý với ý kiến trên, mong các anh chị ở phòng chuyên môn trả lời sớm cho bà con yên tâm sản xuất.</p></div></div>"""
    return _decoy_page(story.title, main)


def _decoy_page(title: str, main: str) -> str:
    return f"""<html><head><title>{title.upper()}</title></head><body><div class="p1"><div class="p2"><b>{SITE}</b></div><ul class="p3">{_menu()}</ul></div><div class="p4">{main}</div><div class="p5"><b>Thông tin liên hệ</b><br>{FOOT[1]}<br>{FOOT[2]}</div></body></html>"""


def _decoy_listing(layout: Layout, items: list[Story]) -> str:
    rows = "".join(
        f'<tr><td>{i}</td><td><a href="{layout.url(o)}">{o.title}</a></td><td>{o.date}</td></tr>'
        for i, o in enumerate(items, 1)
    )
    return _decoy_page(
        "Tin trong huyện",
        f'<div id="crumb"><a href="/">Trang chủ</a> » Tin trong huyện</div><table><tr><th>STT</th><th>Tiêu đề</th><th>Ngày đăng</th></tr>{rows}</table><div>Trang 1/4 <a href="/tin-trong-huyen?page=2">Sau</a> <a href="/tin-trong-huyen?page=4">Cuối</a></div>',
    )


# 16. Broken markup of 2003: upper case, nothing closed, nothing quoted; title and date in one cell.


def _old(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f"<P><B>{story.lede}</B>" if story.lede else ""
    text = "".join(f"<P align=justify>{p}" for p in story.paragraphs) + _tail(story).replace("</p>", "")
    related = "".join(f"<LI><A HREF='{layout.url(o)}'>{o.title}</A> <FONT SIZE=1>({o.date})</FONT>" for o in others[:8])
    main = f"""<TABLE WIDTH=100%><TR><TD CLASS=tit>{story.title} <SPAN CLASS=dt>({story.date} {story.hour:02}:{story.minute:02})</SPAN><TR><TD>{lede}{text}{_file(story)}<TR><TD><HR><B>Các tin khác:</B><UL>{related}</UL></TABLE>"""
    return _old_page(main)


def _old_page(main: str) -> str:
    return f"""<HTML><HEAD><TITLE>Trang chu</TITLE><BODY><TABLE WIDTH=770 ALIGN=CENTER><TR><TD COLSPAN=2><IMG SRC=top.jpg><TR><TD WIDTH=150 VALIGN=TOP>{_menu("<A HREF='{}'>{}</A><BR>", 24)}<HR><B>Thống kê</B><BR>Số lượt truy cập: 120.334<BR>Đang online: 5<TD VALIGN=TOP>{main}<TR><TD COLSPAN=2 ALIGN=CENTER>{FOOT[0]}<BR>{FOOT[2]}</TABLE></BODY></HTML>"""


def _old_listing(layout: Layout, items: list[Story]) -> str:
    rows = "".join(
        f"<TR><TD><A HREF='{layout.url(o)}'><B>{o.title}</B></A> <FONT SIZE=1>({o.date})</FONT><BR>{o.lede or o.paragraphs[0][:120]}"
        for o in items
    )
    return _old_page(f"<B>TIN TRONG HUYEN</B><TABLE>{rows}</TABLE><A HREF='/tin.php?cat=3&page=2'>Trang tiếp</A>")


# 17. No menu above the title at all; comments longer than the article; tags; a subscribe box inside the column.


def _clean(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f'<p class="standfirst">{story.lede}</p>' if story.lede else ""
    text = body_of(story, picture='<figure><img src="{src}"><figcaption>{caption}</figcaption></figure>')
    half = text.find("</p>") + 4
    inline = (
        f'<div class="inread"><span>Đọc thêm</span><a href="{layout.url(others[7])}">{others[7].title}</a></div>'
        if len(story.paragraphs) > 2
        else ""
    )
    comments = "".join(
        f'<div class="cmt"><div class="who">Bạn đọc {i}</div><div class="say">Rất mong chính quyền quan tâm hơn nữa đến đoạn đường trước cổng trường, trời mưa là các cháu phải lội nước đến lớp, {i} năm nay chưa sửa.</div></div>'
        for i in range(1, 9)
    )
    return f"""<!doctype html><html><head><meta charset=utf-8><title>{story.title}</title><script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"2021-01-01T00:00:00+07:00"}}</script></head><body><div class="bar"><a href="/">HSH</a></div><article><h1>{story.title}</h1><p class="when">{story.hour:02}:{story.minute:02}, {story.date} (GMT+7)</p>{lede}{text[:half]}{inline}{text[half:]}{_file(story)}
<p class="sub">Đăng ký nhận bản tin qua thư điện tử</p><div class="tags"><a href="/tags/a">an sinh</a><a href="/tags/b">xã hội</a></div></article><section class="cmts"><h2>Bình luận (8)</h2>{comments}</section><section class="next"><h2>Tin mới</h2>{_side_titles(others, layout, '<div class="n"><h3><a href="{url}">{title}</a></h3><p>{lede}</p></div>', 6)}</section><footer><ul>{_menu(count=20)}</ul><p>{FOOT[0]}</p></footer></body></html>"""


def _clean_listing(layout: Layout, items: list[Story]) -> str:
    return f"""<!doctype html><html><head><title>Tin trong huyện</title></head><body><div class="bar"><a href="/">HSH</a></div><h1>Tin trong huyện</h1>{_side_titles(items, layout, '<div class="n"><h3><a href="{url}">{title}</a></h3><p class="when">{date}</p><p>{lede}</p></div>', 16)}<a class="more" rel="next" href="/tin-trong-huyen?offset=16">Xem thêm</a><footer><ul>{_menu(count=20)}</ul><p>{FOOT[0]}</p></footer></body></html>"""


# 18. Definition list of properties above the text, as document systems print them; title repeated as a property.


def _props(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f'<tr><td>Tóm tắt</td><td class="v">{story.lede}</td></tr>' if story.lede else ""
    main = f"""<div class="pn"><div class="pn-h">Chi tiết tin</div><div class="pn-b"><p class="ten">{story.title}</p><p class="tgian">Thứ tư, ngày {story.day:02}/{story.month:02}/{story.year}, {story.hour:02}:{story.minute:02} (GMT+7)</p><div class="fontsize">Cỡ chữ: <a href="#">A</a> <a href="#">A</a> | <a href="/in?id={story.id}">In bài viết</a></div>{f'<div class="tomtat">{story.lede}</div>' if lede else ""}<div class="chitiet">{body_of(story)}{_file(story)}</div><div class="butdanh">Minh Ngọc</div></div></div>
<div class="pn"><div class="pn-h">Tin đã đưa</div><div class="pn-b"><ul class="ls">{_side_titles(others, layout, '<li><span>[{date}]</span> <a href="{url}">{title}</a></li>', 10)}</ul></div></div><div class="pn"><div class="pn-h">Video</div><div class="pn-b"><video src="/v.mp4"></video><p>Phóng sự: Hương Sơn Hạ trên đường đổi mới, giới thiệu tiềm năng và con người của vùng đất phía tây.</p></div></div>"""
    return _props_page("Chi tiết tin", main)


def _props_page(title: str, main: str) -> str:
    return f"""<html><head><title>{title}</title></head><body><form method="post"><div id="hd"><div>{SITE}</div><div>Thứ hai, 05/01/2026</div></div><div id="m">{_menu('<div class="mi"><a href="{}">{}</a></div>')}</div><div id="c1">{main}</div><div id="c2"><div class="pn"><div class="pn-h">Tiêu điểm</div><div class="pn-b">{WELCOME}</div></div></div><div id="ft">{FOOT[0]}<br/>{FOOT[1]}</div></form></body></html>"""


def _props_listing(layout: Layout, items: list[Story]) -> str:
    rows = _side_titles(
        items,
        layout,
        '<div class="row-tin"><p class="ten"><a href="{url}">{title}</a></p><p class="tgian">{date}</p><p>{lede}</p></div>',
        10,
    )
    return _props_page(
        "Tin tức",
        f'<div class="pn"><div class="pn-h">Tin trong huyện</div><div class="pn-b">{rows}</div></div><table class="pager"><tr><td>1</td><td><a href="javascript:__doPostBack(\'gv\',\'Page$2\')">2</a></td></tr></table>',
    )


# 19. A column of text links in front of everything in the source; text in bare <div>s with a heading between.


def _divs_words(story: Story) -> str:
    return "Những kết quả bước đầu" if story.id % 2 == 0 and len(story.paragraphs) > 2 else ""


def _divs(layout: Layout, story: Story, others: list[Story]) -> str:
    parts = [f"<div>{p}</div>" for p in story.paragraphs]
    if words := _divs_words(story):
        parts.insert(len(parts) // 2, f"<div><b>{words}</b></div>")
    lede = f"<div><strong><em>{story.lede}</em></strong></div><div>&nbsp;</div>" if story.lede else ""
    related = _side_titles(others, layout, '<div><a href="{url}">{title}</a></div>', 10)
    main = f"""<div><span style="font-size:22px;color:#036">{story.title}</span></div><div><small>{story.day}/{story.month}/{story.year} {story.hour:02}:{story.minute:02}:00</small></div><div>{lede}{"".join(parts)}{_tail(story)}{_file(story)}</div><div><span>Xem thêm</span></div>{related}"""
    return _divs_page(story.title, main, layout, others)


def _divs_page(title: str, main: str, layout: Layout, others: list[Story]) -> str:
    left = _side_titles(others[7:], layout, '<div><a href="{url}">{title}</a></div>', 8)
    return f"""<html><head><meta property="og:title" content="{title}"><title>Hương Sơn Hạ</title></head><body><div><div><div>{left}</div><div>{"".join(f"<div>{c}</div>" for c in COUNTER.split("|"))}</div></div><div>{_menu("<div><a href='{}'>{}</a></div>", 30)}</div><div><div>{main}</div></div><div><div>{FOOT[0]}</div><div>{FOOT[2]}</div></div></div></body></html>"""


def _divs_listing(layout: Layout, items: list[Story]) -> str:
    rows = _side_titles(items, layout, '<div><div><a href="{url}">{title}</a></div><div>{date}</div></div>', 16)
    return _divs_page(
        "Tin trong huyện",
        f'<div><span style="font-size:22px">Tin trong huyện</span></div>{rows}<div><a href="/tin-trong-huyen?start=16">Tiếp theo</a></div>',
        layout,
        items,
    )


ODD = [
    Layout("float", lambda s: f"/chi-tiet-tin/{s.slug}/{s.id}", _float, _float_listing, seed=13),
    Layout("util", lambda s: f"/tin/{s.slug}", _util, _util_listing, seed=14),
    Layout(
        "decoy",
        lambda s: f"/index.php?module=news&amp;id={s.id}",
        _decoy,
        _decoy_listing,
        listing_url="/index.php?module=news",
        seed=15,
        decoys=_decoy_words,
    ),
    Layout("old", lambda s: f"/xemtin.php?tin={s.id}", _old, _old_listing, listing_url="/tin.php?cat=3", seed=16),
    Layout("clean", lambda s: f"/{s.year}{s.month:02}{s.day:02}-{s.slug}", _clean, _clean_listing, seed=17),
    Layout(
        "props", lambda s: f"/ChiTietTin.aspx?nid={s.id}", _props, _props_listing, listing_url="/TinTuc.aspx", seed=18
    ),
    Layout("divs", lambda s: f"/view/{s.id}", _divs, _divs_listing, seed=19, decoys=_divs_words),
]
