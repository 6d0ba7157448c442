"""Still more invented portals: what a careful author of portals would do to a careful reader."""
# ruff: noqa: E501

from tests.generic_layouts import COUNTER, FOOT, SITE, WELCOME, _menu, _side_titles, _tail
from tests.generic_pages import Layout, Story, body_of


def _file(story: Story) -> str:
    return f'<p>File đính kèm: <a href="{story.pdf}">{story.pdf.rpartition("/")[2]}</a></p>' if story.pdf else ""


# 20. Drupal's fields: title as page title far above the node, US order dates with RDFa, submitted line, book links.


def _drupal(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = (
        f'<div class="field field-name-field-tom-tat field-type-text-long field-label-hidden"><div class="field-items"><div class="field-item even">{story.lede}</div></div></div>'
        if story.lede
        else ""
    )
    pdf = (
        f'<div class="field field-name-field-file field-label-above"><div class="field-label">Tệp đính kèm:&nbsp;</div><div class="field-items"><span class="file"><img class="file-icon" src="/modules/file/icons/application-pdf.png"/> <a href="{story.pdf}">cv.pdf</a></span></div></div>'
        if story.pdf
        else ""
    )
    day = f"{story.day:02}/{story.month:02}/{story.year}"
    main = f"""<div id="content" class="column"><div class="section"><a id="main-content"></a><h1 class="title" id="page-title">{story.title}</h1><div class="tabs"></div><div class="region region-content"><div id="block-system-main" class="block block-system"><div class="content"><div id="node-{story.id}" class="node node-article node-promoted clearfix" about="/x" typeof="sioc:Item foaf:Document"><span property="dc:title" content="{story.title}" class="rdf-meta element-hidden"></span><div class="meta submitted"><span property="dc:date dc:created" content="{story.iso}T{story.hour:02}:{story.minute:02}:00+07:00" datatype="xsd:dateTime" rel="sioc:has_creator">Được <span class="username">bientap</span> gửi vào {day} - {story.hour:02}:{story.minute:02}</span></div><div class="content clearfix">{lede}<div class="field field-name-body field-type-text-with-summary field-label-hidden"><div class="field-items"><div class="field-item even" property="content:encoded">{body_of(story)}</div></div></div>{pdf}</div><div class="link-wrapper"><ul class="links inline"><li class="statistics_counter first last"><span>112 lượt xem</span></li></ul></div></div></div></div>
<div id="block-views-cung-muc" class="block block-views"><h2>Bài viết cùng chuyên mục</h2><div class="content"><div class="view view-cung-muc"><div class="view-content"><div class="item-list"><ul>{_side_titles(others, layout, '<li class="views-row"><div class="views-field views-field-title"><span class="field-content"><a href="{url}">{title}</a></span></div></li>', 8)}</ul></div></div></div></div></div></div></div></div>"""
    return _drupal_page(story.title, main, layout, others)


def _drupal_page(title: str, main: str, layout: Layout, others: list[Story]) -> str:
    side = _side_titles(
        others[8:],
        layout,
        '<div class="views-row"><div class="views-field-title"><a href="{url}">{title}</a></div><div class="views-field-body">{lede}</div></div>',
        6,
    )
    return f"""<!DOCTYPE html><html lang="vi" dir="ltr"><head><meta name="Generator" content="Drupal 7 (http://drupal.org)"/><title>{title} | Huyện Hương Sơn Hạ</title></head><body class="html not-front no-sidebars page-node"><div id="skip-link"><a href="#main-content" class="element-invisible">Nhảy đến nội dung</a></div><div id="page-wrapper"><div id="page"><div id="header"><div class="section clearfix"><a href="/" id="logo"><img src="/logo.png" alt="Trang chủ"/></a><div id="name-and-slogan"><div id="site-name"><strong><a href="/" rel="home"><span>Huyện Hương Sơn Hạ</span></a></strong></div></div><div id="main-menu" class="navigation"><h2 class="element-invisible">Main menu</h2><ul>{_menu()}</ul></div></div></div><div id="main-wrapper"><div id="main"><div id="breadcrumb"><h2 class="element-invisible">Bạn đang ở đây</h2><div class="breadcrumb"><a href="/">Trang chủ</a> » <a href="/tin-trong-huyen">Tin trong huyện</a></div></div><div id="sidebar-first" class="column sidebar"><div class="section"><div class="block"><h2>Tin tiêu điểm</h2>{side}</div><div class="block"><h2>Giới thiệu</h2><p>{WELCOME}</p></div></div></div>{main}</div></div><div id="footer-wrapper"><p>{FOOT[0]}</p><p>{FOOT[1]}</p></div></div></div></body></html>"""


def _drupal_listing(layout: Layout, items: list[Story]) -> str:
    rows = _side_titles(
        items,
        layout,
        '<div class="node node-article node-teaser"><h2><a href="{url}">{title}</a></h2><div class="meta submitted">{date}</div><div class="content"><div class="field-item">{lede}</div></div><div class="link-wrapper"><ul class="links inline"><li class="node-readmore"><a href="{url}" rel="tag">Đọc tiếp<span class="element-invisible"> về {title}</span></a></li></ul></div></div>',
        10,
    )
    return _drupal_page(
        "Tin trong huyện",
        f'<div id="content"><h1 class="title" id="page-title">Tin trong huyện</h1>{rows}<h2 class="element-invisible">Trang</h2><div class="item-list"><ul class="pager"><li class="pager-current first">1</li><li class="pager-item"><a href="/tin-trong-huyen?page=1">2</a></li><li class="pager-next"><a href="/tin-trong-huyen?page=1">sau ›</a></li><li class="pager-last last"><a href="/tin-trong-huyen?page=4">cuối »</a></li></ul></div></div>',
        layout,
        items,
    )


# 21. The head's title is the section for every article; the title is plain text in a cell among cells.


def _cells(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f"<tr><td class='b3'>{story.lede}</td></tr>" if story.lede else ""
    rel = _side_titles(
        others, layout, "<tr><td class='b9'>• <a href='{url}'>{title}</a></td><td class='b8'>{date}</td></tr>", 9
    )
    main = f"""<table class="b0"><tr><td class="b1">TIN TRONG HUYỆN</td></tr><tr><td class="b2">{story.title}</td></tr><tr><td class="b4">Đăng lúc: {story.hour}h{story.minute:02} ngày {story.day:02}/{story.month:02}/{story.year} - Đã xem: 55 lần</td></tr>{lede}<tr><td class="b5"><div align="justify">{"<br/>".join(story.paragraphs)}</div>{_tail(story)}{_file(story)}</td></tr><tr><td class="b6" align="right"><a href="/in.aspx?id={story.id}"><img src="/print.gif"/> In tin</a> <a href="/guitin.aspx?id={story.id}">Gửi tin cho bạn</a></td></tr></table><table class="b0"><tr><td colspan="2" class="b7">Tin tức khác</td></tr>{rel}</table>"""
    return _cells_page("Tin trong huyện", main, layout, others)


def _cells_page(title: str, main: str, layout: Layout, others: list[Story]) -> str:
    side = _side_titles(others[5:], layout, "<tr><td><img src='/x.gif'> <a href='{url}'>{title}</a></td></tr>", 7)
    rows = "".join(f"<tr><td>{c}</td></tr>" for c in COUNTER.split("|"))
    return f"""<html><head><title>{title}</title></head><body><form action="/" method="post"><table width="980"><tr><td colspan="3">{SITE}</td></tr><tr><td colspan="3">{_menu("<a href='{}'>{}</a> | ", 12)}</td></tr><tr><td valign="top"><table>{_menu("<tr><td>&raquo; <a href='{}'>{}</a></td></tr>", 40)}</table></td><td valign="top">{main}</td><td valign="top"><table><tr><td>THÔNG BÁO</td></tr>{side}<tr><td>THĂM DÒ</td></tr><tr><td>Theo bạn, thông tin trên trang đã đáp ứng được nhu cầu tra cứu của người dân hay chưa?</td></tr>{rows}</table></td></tr><tr><td colspan="3" align="center">{FOOT[0]}<br/>{FOOT[1]}</td></tr></table></form></body></html>"""


def _cells_listing(layout: Layout, items: list[Story]) -> str:
    rows = "".join(
        f"<tr><td class='c1'><a href='{layout.url(o)}'><img src='/t.jpg'></a></td><td class='c2'><a href='{layout.url(o)}'>{o.title}</a><br/><i>({o.date})</i><br/>{o.lede or o.paragraphs[0][:120]}...</td></tr>"
        for o in items[:8]
    )
    more = _side_titles(items[8:], layout, "<tr><td colspan=2>- <a href='{url}'>{title}</a></td></tr>", 8)
    return _cells_page(
        "Tin trong huyện",
        f"<table>{rows}</table><table>{more}</table><div>[1] <a href='/tin.aspx?cid=5&p=2'>[2]</a> <a href='/tin.aspx?cid=5&p=3'>[3]</a></div>",
        layout,
        items,
    )


# 22. Custom elements and data attributes; related between lede and body; author card with a biography under the text.


def _comp(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f'<div class="c-lede"><p>{story.lede}</p></div>' if story.lede else ""
    inline = (
        f'<ul class="c-links"><li><a href="{layout.url(others[2])}">{others[2].title}</a></li><li><a href="{layout.url(others[3])}">{others[3].title}</a></li></ul>'
        if story.lede
        else ""
    )
    main = f"""<app-article><div class="c-kicker"><a href="/tin-trong-huyen">Tin trong huyện</a></div><h1 class="c-title"><span>{story.title}</span></h1><div class="c-meta"><div class="c-author"><img src="/a.jpg"/><a href="/tac-gia/quynh">Như Quỳnh</a></div><div class="c-time" title="x">{story.day:02}.{story.month:02}.{story.year} {story.hour:02}:{story.minute:02}</div></div><div class="c-share"><a href="#">Chia sẻ</a><a href="#">Sao chép liên kết</a></div>{lede}{inline}<div class="c-content">{body_of(story)}{_file(story)}</div><div class="c-bio"><img src="/a.jpg"><div>Như Quỳnh</div><div>Phóng viên chuyên viết về nông nghiệp, nông thôn của Trung tâm Văn hóa, Thông tin và Thể thao huyện từ năm 2014.</div></div></app-article><app-list><h3>Tin cùng chuyên mục</h3>{_side_titles(others[4:], layout, '<app-card><a href="{url}"><h4>{title}</h4></a><span>{date}</span><p>{lede}</p></app-card>', 6)}</app-list>"""
    return _comp_page(story.title, main)


def _comp_page(title: str, main: str) -> str:
    return f"""<!DOCTYPE html><html><head><title>{title} - huongsonha.tinh.example</title></head><body><app-root><app-header><div class="logo">{SITE}</div><div class="clock">08:27:10 05/01/2026</div></app-header><app-menu>{_menu('<div><a href="{}">{}</a></div>')}</app-menu><app-main>{main}</app-main><app-footer><p>{FOOT[0]}</p><p>{FOOT[1]}</p></app-footer></app-root></body></html>"""


def _comp_listing(layout: Layout, items: list[Story]) -> str:
    return _comp_page(
        "Tin trong huyện",
        f"""<h1 class="c-title">Tin trong huyện</h1>{_side_titles(items, layout, '<app-card><a href="{url}"><img src="/x.jpg"></a><a href="{url}"><h4>{title}</h4></a><span>{date}</span><p>{lede}</p></app-card>', 12)}<app-pager><a href="/tin-trong-huyen/2">2</a><a href="/tin-trong-huyen/3">3</a><a href="/tin-trong-huyen/2">Trang kế</a></app-pager>""",
    )


# 23. Everything a paragraph: title, date, text, other news are siblings <p> in one column.


def _flat(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f"<p><strong>{story.lede}</strong></p>" if story.lede else ""
    rel = _side_titles(others, layout, '<p><a href="{url}">{title}</a> ({date})</p>', 6)
    main = f"""<p><a href="/">Trang chủ</a> &gt; <a href="/tin-trong-huyen">Tin trong huyện</a></p><p class="big">{story.title}</p><p>Cập nhật: {story.date}</p>{lede}{body_of(story)}{_file(story)}<p>Lượt xem: 77</p><p><b>Tin mới hơn</b></p>{rel}<p><b>Tin cũ hơn</b></p>{_side_titles(others[6:], layout, '<p><a href="{url}">{title}</a> ({date})</p>', 6)}<p><a href="#top">Lên đầu trang</a></p>"""
    return _flat_page(story.title, main)


def _flat_page(title: str, main: str) -> str:
    return f"""<html><head><title>{title} - Cổng TTĐT</title></head><body><div class="head"><p>{SITE}</p><p>{_menu('<a href="{}">{}</a> ', 25)}</p></div><div class="col">{main}</div><div class="foot"><p>{FOOT[0]}</p><p>{FOOT[2]}</p></div></body></html>"""


def _flat_listing(layout: Layout, items: list[Story]) -> str:
    return _flat_page(
        "Tin trong huyện",
        f"""<p class="big">Tin trong huyện</p>{_side_titles(items, layout, '<p><a href="{url}">{title}</a> ({date})</p><p>{lede}</p>', 12)}<p>Trang <b>1</b> <a href="/tin-trong-huyen?page=2">2</a> <a href="/tin-trong-huyen?page=3">3</a></p>""",
    )


# 24. Heavy chrome inside the article element: audio, font tools, ad, poll, quote box, newsletter, three other lists.


def _heavy(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = (
        f'<h2 class="sapo">(HSH) - {story.lede}</h2>'
        if False
        else (f'<h2 class="sapo">{story.lede}</h2>' if story.lede else "")
    )
    text = body_of(
        story,
        picture='<table class="picture" align="center"><tbody><tr><td class="pic"><img src="{src}"></td></tr><tr><td class="caption"><p>{caption}</p></td></tr></tbody></table>',
    )
    ad = '<div class="banner-inline"><a href="http://quangcao.example/"><img src="/ad.gif" width="500" height="90"></a><span>Quảng cáo</span></div>'
    cut = text.find("</p>") + 4
    poll = '<div class="binhchon"><h4>Bình chọn</h4><label><input type="radio"> Rất hài lòng</label><label><input type="radio"> Hài lòng</label><button>Gửi</button></div>'
    main = f"""<article class="bai-viet"><header><h1>{story.title}</h1><p class="ngay-dang">Ngày đăng: {story.date} - {story.hour:02}:{story.minute:02}</p><ul class="tien-ich"><li>Cỡ chữ</li><li><a href="#">A-</a></li><li><a href="#">A+</a></li><li>Nghe đọc bài</li><li><audio src="/tts/{story.id}.mp3"></audio></li><li>Tăng tương phản</li></ul></header>{lede}<div class="noi-dung">{text[:cut]}{ad}{text[cut:]}</div>{_file(story)}<div class="chia-se"><span>Chia sẻ bài viết:</span><a href="#">Facebook</a><a href="#">Zalo</a></div><div class="danh-gia">Đánh giá bài viết: <span>4.5/5</span> (12 lượt)</div>{poll}<p class="tu-khoa">Từ khóa: <a href="/tu-khoa/a">nông thôn</a> <a href="/tu-khoa/b">xây dựng</a></p><section class="tin-lien-quan"><h3>Tin liên quan</h3><ul>{_side_titles(others, layout, '<li><a href="{url}">{title}</a></li>', 3)}</ul></section><section><h3>Có thể bạn quan tâm</h3>{_side_titles(others[3:], layout, '<div class="o"><a href="{url}">{title}</a><p>{lede}</p></div>', 4)}</section><section><h3>Mới nhất</h3><ol>{_side_titles(others[7:], layout, '<li><a href="{url}">{title}</a> <time>{date}</time></li>', 5)}</ol></section></article><div class="ban-doc"><h3>Gửi ý kiến của bạn</h3><p>Ý kiến của bạn sẽ được biên tập trước khi đăng. Xin vui lòng gõ tiếng Việt có dấu và không quá một nghìn chữ.</p></div>"""
    return _heavy_page(story.title, main)


def _heavy_page(title: str, main: str) -> str:
    return f"""<!DOCTYPE html><html lang="vi"><head><title>{title} - {SITE}</title></head><body><div class="dau-trang"><a href="/">{SITE}</a><span class="ngay">Thứ Hai, 05/01/2026</span></div><div class="thuc-don"><ul>{_menu()}</ul></div><div class="tin-nhanh"><b>Tin nhanh</b><marquee>Lịch cắt điện ngày mai trên địa bàn thị trấn Khe Tre từ bảy giờ sáng đến mười một giờ trưa; mời nhân dân theo dõi</marquee></div><div class="cot-giua">{main}</div><div class="cot-phai"><div class="khoi"><h3>Thời tiết</h3><p>Khe Tre: 24°C, có mưa rào nhẹ, độ ẩm 87%, gió đông bắc cấp hai, tầm nhìn xa trên mười ki-lô-mét.</p></div><div class="khoi"><h3>Tỷ giá</h3><table><tr><td>USD</td><td>25.120</td></tr></table></div></div><div class="chan-trang">{"<br>".join(FOOT)}</div></body></html>"""


def _heavy_listing(layout: Layout, items: list[Story]) -> str:
    return _heavy_page(
        "Tin trong huyện",
        f"""<h1>Tin trong huyện</h1><div class="tin-dau"><a href="{layout.url(items[0])}"><img src="/a.jpg"></a><h2><a href="{layout.url(items[0])}">{items[0].title}</a></h2><p>{items[0].paragraphs[0]}</p></div>{_side_titles(items[1:], layout, '<div class="o"><a href="{url}">{title}</a><p>{lede}</p></div>', 14)}<div class="phan-trang"><span>1</span><a href="/tin-trong-huyen/trang-2.html">2</a><a href="/tin-trong-huyen/trang-2.html">Tiếp</a></div>""",
    )


HARD = [
    Layout("drupal", lambda s: f"/tin-tuc/{s.slug}", _drupal, _drupal_listing, seed=20),
    Layout(
        "cells",
        lambda s: f"/chitiet.aspx?cid=5&amp;id={s.id}",
        _cells,
        _cells_listing,
        listing_url="/tin.aspx?cid=5",
        seed=21,
    ),
    Layout("comp", lambda s: f"/a/{s.slug}-{s.id}", _comp, _comp_listing, seed=22),
    Layout("flat", lambda s: f"/{s.id}/{s.slug}.aspx", _flat, _flat_listing, seed=23),
    Layout("heavy", lambda s: f"/tin-trong-huyen/{s.slug}-post{s.id}.html", _heavy, _heavy_listing, seed=24),
]
