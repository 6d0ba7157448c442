"""Twelve portals in markup as different as real ones: families' skins and unknown ones, with all their chrome."""
# ruff: noqa: E501

from tests.generic_pages import Layout, Story, body_of, menu_links

SITE = "Cổng thông tin điện tử huyện Hương Sơn Hạ"
COUNTER = "Thống kê truy cập|Đang truy cập: 27|Hôm nay: 1.204|Tháng hiện tại: 40.552|Tổng lượt truy cập: 9.482.133"
FOOT = (
    "Bản quyền thuộc về Ủy ban nhân dân huyện Hương Sơn Hạ. Giấy phép số 12/GP-TTĐT do Sở Thông tin và Truyền thông cấp ngày 03/02/2015.",
    "Chịu trách nhiệm chính: Ông Nguyễn Hữu Toàn, Chánh Văn phòng HĐND và UBND huyện. Địa chỉ: số 1 đường Hùng Vương, thị trấn Khe Tre.",
    "Điện thoại: 0234.3875.212 - Fax: 0234.3875.100 - Email: huongsonha@tinh.example",
)
WELCOME = (
    "Hương Sơn Hạ là huyện miền núi nằm ở phía tây của tỉnh, có diện tích tự nhiên hơn sáu trăm ki-lô-mét vuông, gồm mười một xã và một thị trấn. "
    "Huyện có nhiều tiềm năng về rừng, thủy điện nhỏ và du lịch sinh thái, đang kêu gọi nhà đầu tư trong và ngoài tỉnh đến khảo sát."
)


def _menu(li: str = "<li><a href='{}'>{}</a></li>", count: int = 60) -> str:
    return "".join(li.format(url, name) for url, name in menu_links(count))


def _side_titles(others: list[Story], layout: Layout, item: str, count: int = 6) -> str:
    return "".join(
        item.format(url=layout.url(o), title=o.title, date=o.date, lede=o.lede or o.paragraphs[0][:140])
        for o in others[:count]
    )


# 1. Table soup in one form: a Huế-like ASP.NET portal without telling class names.


def _soup(layout: Layout, story: Story, others: list[Story]) -> str:
    related = _side_titles(
        others,
        layout,
        '<tr><td width="10"><img src="/images/bullet.gif" width="5"></td><td><a class="lnk" href="{url}">{title}</a> <span class="d">({date})</span></td></tr>',
        10,
    )
    lede = f"<p><b>{story.lede}</b></p>" if story.lede else ""
    return _soup_page(
        layout,
        f"""<table width="100%"><tr><td class="c1"><a href="/tin">Tin tức - Sự kiện</a> &gt;&gt; <a href="/tin-trong-huyen">Tin trong huyện</a></td></tr>
<tr><td class="c2">{story.title}</td></tr><tr><td class="c3">Ngày cập nhật <span>{story.date}</span> &nbsp; <a href="javascript:zoom(1)">A+</a> <a href="javascript:zoom(-1)">A-</a></td></tr>
<tr><td class="c4"><span>{lede}{body_of(story)}{_pdf(story)}<p align="right">www.huongsonha.tinh.example</p></span></td></tr>
<tr><td class="c5"><a href="/gui-mail.aspx?id={story.id}">Gửi tin qua email</a> | <a href="/print.aspx?id={story.id}">In ấn</a></td></tr>
<tr><td class="c6">Các tin khác</td></tr><tr><td><table>{related}</table></td></tr>
<tr><td>Xem tin theo ngày <select><option>1</option><option>2</option></select></td></tr></table>""",
    )


def _pdf(story: Story) -> str:
    return f'<p><a href="{story.pdf}">Tải về văn bản</a></p>' if story.pdf else ""


def _soup_page(layout: Layout, main: str) -> str:
    side = "".join(f"<tr><td>{line}</td></tr>" for line in COUNTER.split("|"))
    return f"""<html><head><title>{SITE}</title></head><body><form id="aspnetForm" method="post" action="./"><input type="hidden" name="__VIEWSTATE" value="{"dDwtMT" * 400}">
<table width="1000" align="center"><tr><td colspan="3"><img src="/banner.jpg" width="1000"><h1>{SITE}</h1></td></tr>
<tr><td colspan="3" bgcolor="#eee">Thứ hai, 05/01/2026 - 08:27</td></tr>
<tr><td width="200" valign="top"><table>{_menu("<tr><td class='m'><a href='{}'>{}</a></td></tr>")}</table></td><td valign="top">{main}</td>
<td width="180" valign="top"><table><tr><td>Tìm kiếm tin tức</td></tr><tr><td><input name="q"></td></tr>{side}</table></td></tr>
<tr><td colspan="3">{FOOT[0]}<br>{FOOT[1]}<br>{FOOT[2]}</td></tr></table></form></body></html>"""


def _soup_listing(layout: Layout, items: list[Story]) -> str:
    first = "".join(
        f'<tr><td><a class="t" href="{layout.url(o)}">{o.title}</a></td></tr><tr><td>{o.lede or o.paragraphs[0][:150]}</td></tr>'
        for o in items[:5]
    )
    rest = "".join(f'<tr><td><a href="{layout.url(o)}">{o.title}</a> ({o.date})</td></tr>' for o in items[5:])
    return _soup_page(
        layout,
        f'<table><tr><td><a href="/tin">Tin tức - Sự kiện</a> &gt;&gt; Tin trong huyện</td></tr>{first}<tr><td>Các bài khác</td></tr>{rest}'
        '<tr><td>Trang: 1 <a href="/tin-trong-huyen?page=2">2</a> <a href="/tin-trong-huyen?page=3">3</a> <a href="/tin-trong-huyen?page=9">Cuối</a></td></tr></table>',
    )


# 2. Div soup without any class name.


def _bare_page(title: str, main: str, aside: str) -> str:
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>{title} - {SITE}</title></head><body>
<div><div><a href="/"><img src="/logo.png" alt="Trang chủ"></a></div><div>{SITE}</div><div>Thứ Hai, ngày 05/01/2026</div></div>
<div><ul>{_menu()}</ul></div>
<div><div>{main}</div><div>{aside}</div></div>
<div><p>{FOOT[0]}</p><p>{FOOT[1]}</p><p>{FOOT[2]}</p></div></body></html>"""


def _bare_aside(layout: Layout, others: list[Story]) -> str:
    return (
        f"<div><h3>Thông báo</h3>{_side_titles(others[8:], layout, '<div><a href={url}>{title}</a><div>{lede}</div></div>', 8)}</div>"
        f"<div><h3>Giới thiệu chung</h3><p>{WELCOME}</p></div><div><h3>Thống kê</h3>{'<br>'.join(COUNTER.split('|'))}</div>"
    )


def _bare(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f"<div>{story.lede}</div>" if story.lede else ""
    related = _side_titles(others, layout, "<li><a href='{url}'>{title}</a></li>", 8)
    main = f"""<div><a href="/">Trang chủ</a> / <a href="/tin-trong-huyen">Tin trong huyện</a></div><h1>{story.title}</h1><div>{story.date} {story.hour:02}:{story.minute:02}</div>{lede}
<div>{body_of(story)}{_pdf(story)}</div><div>Lượt xem: 1.024</div><div><div>Tin liên quan</div><ul>{related}</ul></div>"""
    return _bare_page(story.title, main, _bare_aside(layout, others))


def _bare_listing(layout: Layout, items: list[Story]) -> str:
    main = "<h1>Tin trong huyện</h1>" + "".join(
        f'<div><a href="{layout.url(o)}"><img src="/t/{o.id}.jpg"></a><h2><a href="{layout.url(o)}">{o.title}</a></h2><div>{o.date}</div><div>{o.lede or o.paragraphs[0][:160]}</div></div>'
        for o in items
    )
    main += '<div><a href="/tin-trong-huyen/page/2">2</a> <a href="/tin-trong-huyen/page/3">3</a> <a href="/tin-trong-huyen/page/2">Tiếp</a></div>'
    return _bare_page("Tin trong huyện", main, _bare_aside(layout, items))


# 3. Bootstrap: cards, title as h3, date with an icon, related cards with summaries in the content column.


def _boot_page(title: str, main: str, side: str) -> str:
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"/><title>{title}</title><meta property="og:type" content="article"/></head><body>
<header class="container-fluid"><div class="row"><div class="col-md-8"><h2 class="brand">{SITE}</h2></div><div class="col-md-4 text-right"><span id="clock">Thứ hai, 05/01/2026 - 08:27</span></div></div></header>
<nav class="navbar navbar-expand-lg"><ul class="navbar-nav">{_menu('<li class="nav-item"><a class="nav-link" href="{}">{}</a></li>')}</ul></nav>
<div class="container"><div class="row"><div class="col-lg-9 col-md-8">{main}</div><div class="col-lg-3 col-md-4">{side}</div></div></div>
<footer><div class="container"><p>{FOOT[0]}</p><p>{FOOT[1]}</p><p>{FOOT[2]}</p></div></footer></body></html>"""


_CARD = (
    '<div class="card mb-3"><div class="row"><div class="col-4"><a href="{url}"><img class="card-img" src="/thumb.jpg" alt="{title}"></a></div>'
    '<div class="col-8"><h5 class="card-title"><a href="{url}">{title}</a></h5><p class="card-text">{lede}</p><small class="text-muted"><i class="fa fa-clock"></i> {date}</small></div></div></div>'
)


def _boot(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f'<p class="font-weight-bold">{story.lede}</p>' if story.lede else ""
    main = f"""<ol class="breadcrumb"><li class="breadcrumb-item"><a href="/">Trang chủ</a></li><li class="breadcrumb-item"><a href="/tin-trong-huyen">Tin trong huyện</a></li><li class="breadcrumb-item active">{story.title}</li></ol>
<h3>{story.title}</h3><p class="text-muted"><i class="fa fa-calendar"></i> {story.day:02}-{story.month:02}-{story.year} | <i class="fa fa-eye"></i> 318 lượt xem</p>{lede}{body_of(story)}
{_pdf(story)}<div class="d-flex"><a href="https://www.facebook.com/sharer?u=x">Facebook</a><a href="https://zalo.me/share">Zalo</a></div><hr/><h4>Bài viết cùng chuyên mục</h4>{_side_titles(others, layout, _CARD, 4)}"""
    return _boot_page(story.title, main, _boot_side(layout, others))


def _boot_side(layout: Layout, others: list[Story]) -> str:
    items = _side_titles(others[6:], layout, '<li class="list-group-item"><a href="{url}">{title}</a></li>', 8)
    return f'<div class="card"><div class="card-header">Tin mới nhất</div><ul class="list-group">{items}</ul></div><div class="card"><div class="card-header">Thống kê truy cập</div><div class="card-body">{"<br/>".join(COUNTER.split("|")[1:])}</div></div>'


def _boot_listing(layout: Layout, items: list[Story]) -> str:
    main = f'<h3>Tin trong huyện</h3>{_side_titles(items, layout, _CARD, 20)}<ul class="pagination"><li class="page-item active"><span class="page-link">1</span></li><li class="page-item"><a class="page-link" href="?trang=2">2</a></li><li class="page-item"><a class="page-link" href="?trang=2">»</a></li></ul>'
    return _boot_page("Tin trong huyện", main, _boot_side(layout, items))


# 4. SharePoint publishing page.


def _sp(layout: Layout, story: Story, others: list[Story]) -> str:
    related = _side_titles(
        others, layout, '<div class="item"><a href="{url}">{title}</a><span> ({date})</span></div>', 9
    )
    lede = f'<div class="summary-news">{story.lede}</div>' if story.lede else ""
    text = "<br/><br/>".join(story.paragraphs)
    main = f"""<div class="ms-webpart-zone"><div class="ms-webpart-cell"><div class="td-news-detail"><div class="td-title-view">{story.title}</div><div class="td-date">Đăng ngày {story.day}-{story.month}-{story.year} {story.hour:02}:{story.minute:02}</div>{lede}
<div class="ms-rtestate-field" style="display:inline"><div class="ExternalClass8F">\u200b{text}{_tail(story)}{_pdf(story)}</div></div><div class="td-author">Tác giả: Văn phòng</div></div></div><div class="td-other"><div class="hd">Tin khác</div>{related}</div></div>"""
    return _sp_page(story.title, main)


def _tail(story: Story) -> str:
    rest = Story(
        story.id, story.title, "", [], 1, 1, 2020, 0, 0, "", story.picture, story.caption, "", story.table, story.items
    )
    return body_of(rest)


def _sp_page(title: str, main: str) -> str:
    return f"""<html><head><title>
	{title}
</title></head><body><div id="ms-hcTest"></div><form method="post" action="/" id="aspnetForm"><div style="display:none"><input type="hidden" name="__VIEWSTATE" value="x"/></div>
<div><a href="javascript:;" onclick="x" class="ms-skip">Skip Ribbon Commands</a></div><div><a href="#mainContent">Skip to main content</a></div>
<div id="s4-workspace"><div id="s4-bodyContainer"><div class="td-banner"><a href="/">{SITE}</a><span class="td-now">Thứ sáu, ngày 23/10/2026</span></div><div class="td-menu"><ul>{_menu()}</ul></div>
<div id="contentBox"><div id="DeltaPlaceHolderMain"><table><tbody><tr><td class="left">{main}</td><td class="right"><div class="box"><h2>Liên kết website</h2><ul><li><a href="http://chinhphu.example/">Cổng Chính phủ</a></li></ul></div><div class="box"><h2>Thăm dò ý kiến</h2><p>Bạn đánh giá thế nào về giao diện mới của cổng thông tin điện tử huyện nhà sau đợt nâng cấp?</p></div></td></tr></tbody></table></div></div>
<div class="td-foot">{FOOT[0]}<br/>{FOOT[1]}</div></div></div></form></body></html>"""


def _sp_listing(layout: Layout, items: list[Story]) -> str:
    rows = _side_titles(
        items,
        layout,
        '<div class="news-item"><a href="{url}"><img src="/_layouts/x.png" width="120"/></a><div class="channel-news-title"><a href="{url}">{title}</a></div><p>{lede}</p></div>',
        15,
    )
    return _sp_page(
        "Tin trong huyện",
        f"<div class=\"hd\">Tin trong huyện</div>{rows}<div class=\"paging\"><a href=\"javascript:__doPostBack('ctl00$pager','2')\">2</a><a href=\"javascript:__doPostBack('ctl00$pager','2')\">Tiếp</a></div>",
    )


# 5. Liferay: journal article, date and bare view count in one line.


def _liferay(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f'<div class="sapo"><strong>{story.lede}</strong></div>' if story.lede else ""
    related = _side_titles(others, layout, '<li class="asset-li"><a href="{url}">{title}</a></li>', 6)
    main = f"""<section class="portlet" id="portlet_101"><header class="portlet-topper"><h2 class="portlet-title-text">Chi tiết tin</h2></header><div class="portlet-content"><div class="asset-full-content"><div class="title-news"><h3>{story.title}</h3></div>
<div class="metadata">{story.date} {story.hour:02}:{story.minute:02}    4792</div>{lede}<div class="journal-content-article" data-analytics-asset-id="{story.id}">{body_of(story)}{_pdf(story)}</div>
<div class="taglib-ratings"><span>Đánh giá trung bình (0 Phiếu)</span></div><div class="related-assets"><h4>Tin cùng chuyên mục</h4><ul>{related}</ul></div></div></div></section>"""
    return _liferay_page(f"{story.title} - {SITE}", main)


def _liferay_page(title: str, main: str) -> str:
    return f"""<!DOCTYPE html><html class="ltr" dir="ltr" lang="vi-VN"><head><title>{title}</title></head><body class="controls-visible guest-site"><nav class="quick-access-nav"><h1 class="hide-accessible">Điều hướng</h1><ul><li><a href="#main-content">Truy cập nội dung luôn</a></li></ul></nav>
<div id="wrapper"><header id="banner"><div id="heading"><h1 class="site-title"><a class="logo" href="/"><img src="/logo.png"/></a><span class="site-name">{SITE}</span></h1></div><div class="date-today">Thứ Hai, 05/01/2026</div><div id="navigation"><h1><span>Thực đơn</span></h1><ul role="menubar">{_menu('<li role="presentation"><a href="{}"><span>{}</span></a></li>')}</ul></div></header>
<section id="content"><div class="columns-2"><div class="portlet-layout"><div class="portlet-column" id="column-1">{main}</div><div class="portlet-column" id="column-2"><section class="portlet"><h2>Video clip</h2><p>Your browser does not support the video tag.</p></section></div></div></div></section>
<footer id="footer"><p>{FOOT[0]}</p><p>{FOOT[1]}</p></footer></div></body></html>"""


def _liferay_listing(layout: Layout, items: list[Story]) -> str:
    rows = _side_titles(
        items,
        layout,
        '<div class="asset-abstract"><h3 class="asset-title"><a href="{url}">{title}</a></h3><div class="asset-content"><div class="asset-summary">{lede}<div class="asset-more"><a href="{url}">Đọc thêm <span class="hide-accessible">về {title}</span></a></div></div></div></div>',
        12,
    )
    return _liferay_page(
        f"Tin trong huyện - {SITE}",
        f'<section class="portlet"><h2 class="portlet-title-text">Tin trong huyện</h2>{rows}<ul class="pager lfr-pagination-buttons"><li class="disabled"><a href="javascript:;">← Đầu tiên</a></li><li><a href="http://liferay.example/tin-trong-huyen?_101_INSTANCE_x_cur=2">Tiếp →</a></li></ul></section>',
    )


# 6. NukeViet-like: microdata, hidden schema spans, three h5, related newer and older.


def _nuke(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f'<div class="hometext m-bottom" itemprop="description">{story.lede}</div>' if story.lede else ""
    newer = _side_titles(
        others,
        layout,
        '<li><em class="fa fa-angle-right">&nbsp;</em><h4><a href="{url}" title="{title}">{title}</a></h4><em>({date})</em></li>',
        5,
    )
    older = _side_titles(
        others[5:],
        layout,
        '<li><em class="fa fa-angle-right">&nbsp;</em><h4><a href="{url}" title="{title}">{title}</a></h4><em>({date})</em></li>',
        5,
    )
    main = f"""<div class="news_column panel panel-default"><div class="panel-body" itemtype="http://schema.org/NewsArticle" itemscope><h1 class="title margin-bottom-lg" itemprop="headline">{story.title}</h1>
<div class="hidden hide d-none" itemprop="author" itemtype="http://schema.org/Person" itemscope><span itemprop="name">Ban biên tập</span></div><span class="hidden hide d-none" itemprop="datePublished">2019-07-01T08:47:00+07:00</span><span class="hidden hide d-none" itemprop="headline">{story.title}</span>
<div class="row margin-bottom-lg"><div class="col-md-12"><span class="h5">Thứ ba - {story.date} {story.hour:02}:{story.minute:02}</span></div><div class="col-md-12"><ul class="list-inline text-right"><li><a class="dimgray" rel="nofollow" title="Gửi bài viết qua email" href="/sendmail/{story.id}"><em class="fa fa-envelope"></em></a></li><li><a href="/print/{story.id}" title="In ra"><em class="fa fa-print"></em></a></li></ul></div></div>
<div class="clearfix">{lede}</div><div id="news-bodyhtml" class="bodytext margin-bottom-lg" itemprop="articleBody">{body_of(story)}{_pdf(story)}</div>
<div class="margin-bottom-lg"><p class="h5 text-right"><strong>Tác giả bài viết: </strong>Ban Biên tập</p><p class="h5 text-right"><strong>Nguồn tin: </strong>huongsonha</p></div></div></div>
<div class="news_column panel panel-default"><div class="panel-body"><div class="h5"><em class="fa fa-tags">&nbsp;</em><strong>Từ khóa: </strong><a href="/tag/nong-thon">nông thôn</a>, <a href="/tag/xa">xã</a></div></div></div>
<div class="news_column panel panel-default"><div class="panel-body"><form id="form3B"><div class="h5 clearfix"><p id="stringrating">Tổng số điểm của bài viết là: 5 trong 1 đánh giá</p><span itemprop="itemReviewed" class="hidden">{story.title}</span><div>Xếp hạng: <span>5</span> - <span>1</span> phiếu bầu</div><span class="hint">Click để đánh giá bài viết</span></div></form></div></div>
<div class="news_column panel panel-default"><div class="panel-body other-news"><p class="h3"><strong>Những tin mới hơn</strong></p><div class="clearfix"><ul class="related list-inline">{newer}</ul></div><p class="h3"><strong>Những tin cũ hơn</strong></p><div class="clearfix"><ul class="related list-inline">{older}</ul></div></div></div>"""
    return _nuke_page(story.title, main, layout, others)


def _nuke_page(title: str, main: str, layout: Layout, others: list[Story]) -> str:
    block = _side_titles(
        others[9:],
        layout,
        '<li class="clearfix"><a class="show" href="{url}"><img src="/t.jpg" class="pull-left"/></a><a class="show" href="{url}">{title}</a></li>',
        6,
    )
    return f"""<!DOCTYPE html><html lang="vi" xmlns="http://www.w3.org/1999/xhtml" prefix="og: http://ogp.me/ns#"><head><title>{title}</title><meta name="generator" content="NukeViet v4.5"><meta property="article:published_time" content="2019-07-01+0708:47:00"></head><body>
<noscript><div class="alert alert-danger">Trình duyệt của bạn đã tắt chức năng hỗ trợ JavaScript.</div></noscript><div id="mobilePage"><header><div class="wraper"><div class="site-banner"></div></div></header><nav class="second-nav" id="menusite"><ul class="nav navbar-nav">{_menu()}</ul></nav>
<section><div class="container" id="body"><nav class="third-nav"><ol class="breadcrumbs list-none"><li id="brcr_0"><a href="/"><span>Trang chủ</span></a></li><li id="brcr_1"><a href="/tin-trong-huyen"><span>Tin trong huyện</span></a></li></ol><div class="headerSearch"><span class="current-time">Thứ hai, 05/01/2026, 08:27</span></div></nav>
<div class="row"><div class="col-sm-16 col-md-18">{main}</div><div class="col-sm-8 col-md-6"><div class="panel panel-primary"><div class="panel-heading">Tin xem nhiều</div><div class="panel-body"><ul class="block_groups">{block}</ul></div></div><div class="panel"><div class="panel-heading">Thống kê</div><ul class="counter list-none">{"".join(f"<li>{c}</li>" for c in COUNTER.split("|")[1:])}</ul></div></div></div></div></section>
<footer id="footer"><p>{FOOT[1]}</p></footer></div></body></html>"""


def _nuke_listing(layout: Layout, items: list[Story]) -> str:
    rows = _side_titles(
        items,
        layout,
        '<div class="news_column panel panel-default"><div class="panel-body featured"><a href="{url}" title="{title}"><img alt="{title}" src="/t.jpg" class="img-thumbnail pull-left"/></a><h2><a href="{url}" title="{title}">{title}</a></h2><div class="text-muted"><ul class="list-unstyled list-inline"><li>{date} 16:59:00</li><li>Đã xem: 128</li></ul></div>{lede}</div></div>',
        12,
    )
    return _nuke_page(
        "Tin trong huyện",
        f'<div class="viewcat_page_new">{rows}</div><div class="text-center"><ul class="pagination"><li class="active"><a href="#">1</a></li><li><a rel="next" href="/tin-trong-huyen/page-2">2</a></li></ul></div>',
        layout,
        items,
    )


# 7. WordPress-like theme with comments, share buttons, next and previous post.


def _wp(layout: Layout, story: Story, others: list[Story]) -> str:
    nxt, prv = others[0], others[1]
    body = body_of(
        story, picture='<figure class="wp-block-image"><img src="{src}"/><figcaption>{caption}</figcaption></figure>'
    )
    lede = f'<p class="has-drop-cap"><strong>{story.lede}</strong></p>' if story.lede else ""
    recent = _side_titles(others, layout, '<li><a href="{url}">{title}</a></li>', 5)
    main = f"""<main id="main" class="site-main"><article id="post-{story.id}" class="post-{story.id} post type-post hentry"><header class="entry-header"><h1 class="entry-title">{story.title}</h1><div class="entry-meta"><span class="posted-on">Đăng vào <a href="{layout.url(story)}" rel="bookmark"><time class="entry-date published" datetime="{story.iso}T{story.hour:02}:{story.minute:02}:00+07:00">{story.day} Tháng {story.month}, {story.year}</time><time class="updated" datetime="2026-01-02T10:00:00+07:00">2 Tháng Một, 2026</time></a></span> <span class="byline">bởi <a href="/author/admin">admin</a></span></div></header>
<div class="entry-content">{lede}{body}{_pdf(story)}<div class="sharedaddy"><h3 class="sd-title">Chia sẻ:</h3><ul><li><a href="{layout.url(story)}?share=facebook">Facebook</a></li></ul></div></div><footer class="entry-footer"><span class="cat-links">Đăng trong <a href="/tin-trong-huyen">Tin trong huyện</a></span><span class="tags-links">Thẻ <a href="/tag/xa">xã</a>, <a href="/tag/huyen">huyện</a></span></footer></article>
<nav class="navigation post-navigation"><h2 class="screen-reader-text">Điều hướng bài viết</h2><div class="nav-links"><div class="nav-previous"><a href="{layout.url(prv)}">{prv.title}</a></div><div class="nav-next"><a href="{layout.url(nxt)}">{nxt.title}</a></div></div></nav>
<div id="comments"><h2 class="comments-title">2 bình luận về “{story.title}”</h2><ol class="comment-list"><li class="comment"><b>Chị Ba</b> <time datetime="2024-02-02">2 Tháng Hai, 2024</time><p>Bài viết rất bổ ích cho bà con quê tôi, mong cổng đăng thêm nhiều tin như vậy để mọi người cùng biết.</p></li></ol><div id="respond"><h3>Trả lời</h3><p>Email của bạn sẽ không được hiển thị công khai. Các trường bắt buộc được đánh dấu *</p></div></div></main>"""
    return _wp_page(story.title, main, recent)


def _wp_page(title: str, main: str, recent: str) -> str:
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="UTF-8"><title>{title} &#8211; {SITE}</title><link rel="alternate" type="application/rss+xml" href="/feed/"></head><body class="post-template-default single"><div id="page"><a class="skip-link screen-reader-text" href="#content">Chuyển đến nội dung</a><header id="masthead"><p class="site-title"><a href="/" rel="home">{SITE}</a></p><p class="site-description">Vì nhân dân phục vụ</p><nav id="site-navigation"><ul id="primary-menu">{_menu()}</ul></nav></header>
<div id="content" class="site-content"><div id="primary" class="content-area">{main}</div><aside id="secondary" class="widget-area"><section class="widget widget_recent_entries"><h2 class="widget-title">Bài viết mới</h2><ul>{recent}</ul></section><section class="widget widget_text"><h2>Giới thiệu</h2><div class="textwidget"><p>{WELCOME}</p><p>{WELCOME}</p></div></section></aside></div><footer id="colophon"><div class="site-info">Tự hào được vận hành bởi WordPress</div></footer></div></body></html>"""


def _wp_listing(layout: Layout, items: list[Story]) -> str:
    rows = "".join(
        f'<article id="post-{o.id}" class="post hentry"><header class="entry-header"><h2 class="entry-title"><a href="{layout.url(o)}" rel="bookmark">{o.title}</a></h2><div class="entry-meta"><time datetime="{o.iso}">{o.date}</time></div></header><div class="entry-content">{body_of(o)}</div></article>'
        for o in items[:6]
    )
    return _wp_page(
        "Tin trong huyện",
        f'<main id="main"><header class="page-header"><h1 class="page-title">Chuyên mục: Tin trong huyện</h1></header>{rows}<nav class="navigation pagination"><div class="nav-links"><span class="page-numbers current">1</span><a class="page-numbers" href="/tin-trong-huyen/page/2/">2</a><a class="next page-numbers" href="/tin-trong-huyen/page/2/">Trang sau</a></div></nav></main>',
        "",
    )


# 8. Joomla 3-like.


def _joomla(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f"<p><strong>{story.lede}</strong></p>" if story.lede else ""
    main = f"""<div class="item-page" itemscope itemtype="https://schema.org/Article"><meta itemprop="inLanguage" content="vi-VN"/><div class="page-header"><h2 itemprop="headline">{story.title}</h2></div>
<div class="icons"><div class="btn-group pull-right"><ul class="dropdown-menu"><li class="print-icon"><a href="{layout.url(story)}?tmpl=component&amp;print=1">In</a></li><li class="email-icon"><a href="/component/mailto/?link=1">Email</a></li></ul></div></div>
<dl class="article-info muted"><dt class="article-info-term">Chi tiết</dt><dd class="createdby" itemprop="author">Viết bởi <span itemprop="name">Super User</span></dd><dd class="category-name">Chuyên mục: <a href="/tin-trong-huyen">Tin trong huyện</a></dd><dd class="published"><span class="icon-calendar"></span><time datetime="{story.iso}T{story.hour:02}:{story.minute:02}:00+07:00" itemprop="datePublished">Được đăng: {story.day} Tháng {story.month} {story.year}</time></dd><dd class="hits">Lượt xem: 322</dd></dl>
<div itemprop="articleBody">{lede}{body_of(story)}{_pdf(story)}</div><ul class="pager pagenav"><li class="previous"><a href="{layout.url(others[0])}" rel="prev"><span>Trang trước</span></a></li><li class="next"><a href="{layout.url(others[1])}" rel="next"><span>Trang sau</span></a></li></ul></div>"""
    return _joomla_page(story.title, main, layout, others)


def _joomla_page(title: str, main: str, layout: Layout, others: list[Story]) -> str:
    latest = _side_titles(
        others, layout, '<li itemscope><a href="{url}" itemprop="url"><span itemprop="name">{title}</span></a></li>', 6
    )
    return f"""<!DOCTYPE html><html><head><title>{title}</title><meta name="generator" content="Joomla! - Open Source Content Management"/></head><body class="site com_content view-article"><div class="body"><div class="container"><header class="header"><a class="brand" href="/"><span class="site-title">{SITE}</span></a></header><nav class="navigation"><ul class="nav menu">{_menu()}</ul></nav>
<div class="row-fluid"><main id="content" class="span9"><div id="system-message-container"></div>{main}<ul class="breadcrumb"><li>Bạn đang ở đây: </li><li><a href="/" class="pathway">Trang chủ</a></li><li><a href="/tin-trong-huyen" class="pathway">Tin trong huyện</a></li><li class="active">{title}</li></ul></main><div id="aside" class="span3"><div class="well"><h3 class="page-header">Các tin mới nhất</h3><ul class="latestnews">{latest}</ul></div></div></div></div></div><footer class="footer"><p>&copy; 2026 {SITE}</p></footer></body></html>"""


def _joomla_listing(layout: Layout, items: list[Story]) -> str:
    lead = "".join(
        f'<div class="items-row row-0"><div class="span12"><div class="item column-1"><div class="page-header"><h2 itemprop="name"><a href="{layout.url(o)}" itemprop="url">{o.title}</a></h2></div><dl class="article-info"><dd>Được đăng: {o.day} Tháng {o.month} {o.year}</dd></dl><p>{o.lede or o.paragraphs[0]}</p><p class="readmore"><a class="btn" href="{layout.url(o)}">Đọc thêm: {o.title[:60]}...</a></p></div></div></div>'
        for o in items[:5]
    )
    more = "".join(f'<li><a href="{layout.url(o)}">{o.title}</a></li>' for o in items[5:9])
    return _joomla_page(
        "Tin trong huyện",
        f'<div class="blog"><h2>Tin trong huyện</h2>{lead}<div class="items-more"><h3>Các bài viết khác...</h3><ol class="nav nav-tabs">{more}</ol></div><div class="pagination"><p class="counter">Trang 1 trong tổng số 3</p><ul><li><a href="/tin-trong-huyen?start=10">2</a></li><li><a href="/tin-trong-huyen?start=10" title="Tiếp theo">Tiếp theo</a></li></ul></div></div>',
        layout,
        items,
    )


# 9. VHV-like: related inside the same column, as articles like a listing's.


def _vhv(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f'<div class="brief">{story.lede}</div>' if story.lede else ""
    related = _side_titles(
        others,
        layout,
        '<article class="article-news article-news-title"><div class="article-title common-title"><a href="{url}" title="{title}">{title}</a></div></article>',
        12,
    )
    pdf = (
        f"<div class=\"list-file\"><b>Tập tin đính kèm</b><div onclick=\"downloadFile('1','{story.pdf}')\">Công văn.pdf</div></div>"
        if story.pdf
        else ""
    )
    main = f"""<div class="ModuleWrapper" id="module25"><article class="news-detail-layout-type-2"><h1 class="title-detail" itemprop="headline">{story.title}</h1><div class="row"><div class="col-6"><span class="post-date">Thứ năm, {story.date} | {story.hour:02}:{story.minute:02}</span></div><div class="col-6 text-right"><button>A-</button><button>A</button><button>A+</button><span class="txt">Đọc bài</span> <span>Lưu</span></div></div>{lede}
<div class="content-detail" itemprop="articleBody">{body_of(story)}</div>{pdf}<div class="author"><span>Lượt xem: 29</span></div><div class="rating-box">Tổng số điểm của bài viết là: 0 trong 0 đánh giá<br/>Click để đánh giá bài viết</div></article></div><div class="ModuleWrapper" id="module26"><div class="panel frame-tinlquan"><div class="panel-heading"><h3 class="panel-title">Tin liên quan</h3></div><div class="panel-body"><section class="section-list">{related}</section></div></div></div>"""
    return _vhv_page(story.title, main)


def _vhv_page(title: str, main: str) -> str:
    return f"""<!DOCTYPE html><html lang="vi"><head><title>{title}</title><meta property="og:type" content="article"/><meta property="article:published_time" itemprop="datePublished" content="2022-08-25T08:47:29+0700"/><meta name="DC.Date" content="2022-08-25+0708:47:29"/></head><body>
<div class="region-top"><div id="module5" class="ModuleWrapper"><div class="header-top-base clearfix"><span>{SITE}</span></div></div><div id="module6" class="ModuleWrapper"><nav class="navigation-menu-default-type1">{_menu()}</nav></div></div><div class="region-main"><div class="col-left col-md-8">{main}</div><div class="col-right col-md-4"><div class="panel"><h3 class="panel-title"><a href="/tin-trong-huyen">Tin mới</a></h3><div class="article-news-list-type12"><article class="article-news"><div class="title-news"><a href="/tin-tuc/khanh-thanh-cau-ban-qua-suoi-lon-o-xa-vung-cao.html">Khánh thành cầu bản qua suối lớn ở xã vùng cao</a></div></article></div></div></div></div><div class="region-footer"><p>{FOOT[0]}</p></div></body></html>"""


def _vhv_listing(layout: Layout, items: list[Story]) -> str:
    rows = _side_titles(
        items,
        layout,
        '<article id="article-news25" class="article-news article-news-default clearfix"><a class="article-img" href="{url}" title="{title}"><img src="/App/images/bg_trans.png" data-original="/x.png"/></a><div class="article-right"><a class="article-title common-title" title="{title}" href="{url}">{title}</a><div class="article-info"><span class="hidden artile-author">x</span><span class="article-date">{date}</span></div><div class="article-brief common-brief">{lede}</div></div></article>',
        12,
    )
    return _vhv_page(
        "Tin trong huyện",
        f'<div class="ModuleWrapper"><section class="section-list">{rows}<div id="pagination25" class="default-pagination"></div></section></div>',
    )


# 10. Everything in one cell: title, date, text with <br>, related, all loose.


def _loose(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f"<b>{story.lede}</b><br><br>" if story.lede else ""
    text = "<br><br>".join(story.paragraphs)
    related = _side_titles(others, layout, '- <a href="{url}">{title}</a> ({date})<br>', 8)
    main = f"""<font color="red" size="4"><b>{story.title}</b></font><br><i>({story.date})</i><br><br>{lede}{text}<br>{_tail(story)}{_pdf(story)}<br><br><b>CÁC TIN ĐÃ ĐƯA:</b><br>{related}<br><a href="javascript:history.back()">Quay lại</a>"""
    return _loose_page(main)


def _loose_page(main: str) -> str:
    return f"""<html><head><title>Website {SITE}</title></head><body bgcolor="#fff"><center><table border=0 width=780><tr><td colspan=2><img src=/b.gif></td></tr><tr><td colspan=2 align=right><marquee>Chào mừng bạn đến với trang thông tin của huyện chúng tôi, chúc bạn một ngày làm việc vui vẻ và hiệu quả</marquee></td></tr><tr><td width=160 valign=top>{_menu("<a href='{}'>{}</a><br>")}</td><td valign=top>{main}</td></tr><tr><td colspan=2 align=center><font size=1>{FOOT[0]}<br>{FOOT[2]}</font></td></tr></table></center></body></html>"""


def _loose_listing(layout: Layout, items: list[Story]) -> str:
    rows = _side_titles(
        items,
        layout,
        '<img src=/dot.gif> <a href="{url}"><b>{title}</b></a> <font color=gray>({date})</font><br>{lede}<br><br>',
        15,
    )
    return _loose_page(
        f'<b>TIN TRONG HUYỆN</b><br><br>{rows}<a href="tin.asp?p=2">[2]</a> <a href="tin.asp?p=3">[3]</a> <a href="tin.asp?p=2">Tiếp &gt;</a>'
    )


# 11. Body split over several sibling boxes; sidebar first and longer than the article; date above the title.


def _split(layout: Layout, story: Story, others: list[Story]) -> str:
    half = max(1, len(story.paragraphs) // 2)
    first = "".join(f"<p>{p}</p>" for p in story.paragraphs[:half])
    second = "".join(f"<p>{p}</p>" for p in story.paragraphs[half:])
    lede = f'<div class="k3">{story.lede}</div>' if story.lede else ""
    main = f"""<div class="k0"><a href="/tin-trong-huyen">Tin trong huyện</a></div><div class="k1">{story.hour:02}:{story.minute:02} | {story.date}</div><div class="k2"><strong>{story.title}</strong></div>{lede}<div class="k4">{first}</div><div class="k4">{second}{_tail(story)}{_pdf(story)}</div><div class="k5">Chia sẻ: <a href="https://facebook.com/x">Facebook</a></div><div class="k6"><h3>Tin cùng chuyên mục</h3>{_side_titles(others, layout, '<div class="k7"><a href="{url}">{title}</a><p>{lede}</p></div>', 5)}</div>"""
    return _split_page(story.title, main, layout, others)


def _split_page(title: str, main: str, layout: Layout, others: list[Story]) -> str:
    side = f"<div class='w'><h3>Giới thiệu</h3><p>{WELCOME}</p><p>{WELCOME}</p><p>{WELCOME}</p></div><div class='w'><h3>Tin nổi bật</h3>{_side_titles(others[4:], layout, '<div class=i><a href={url}>{title}</a><p>{lede}</p></div>', 10)}</div>"
    return f"""<html><head><title>{SITE} | {title}</title></head><body><div class="a1"><h1>{SITE}</h1></div><div class="a2">{_menu("<span><a href='{}'>{}</a></span>")}</div><div class="a3"><div class="a4">{side}</div><div class="a5">{main}</div></div><div class="a6"><p>{FOOT[1]}</p><p>{FOOT[0]}</p></div></body></html>"""


def _split_listing(layout: Layout, items: list[Story]) -> str:
    rows = _side_titles(
        items,
        layout,
        '<div class="k8"><div class="k9"><a href="{url}">{title}</a></div><div class="k1">{date}</div><p>{lede}</p><a href="{url}">Xem chi tiết</a></div>',
        12,
    )
    return _split_page(
        "Tin trong huyện",
        f'<div class="k2"><strong>Tin trong huyện</strong></div>{rows}<div><a href="/tin-trong-huyen-2.html">2</a><a href="/tin-trong-huyen-3.html">3</a><a href="/tin-trong-huyen-2.html">Sau</a></div>',
        layout,
        items,
    )


# 12. Modern: sections, no form, title in a hero outside the column, time element.


def _hero(layout: Layout, story: Story, others: list[Story]) -> str:
    lede = f'<p class="hero__deck">{story.lede}</p>' if story.lede else ""
    body = body_of(
        story,
        picture='<figure><img data-src="{src}" src="data:image/gif;base64,R0"><figcaption>{caption}</figcaption></figure>',
    )
    main = f"""<section class="hero"><div class="hero__inner"><div class="hero__kicker"><a href="/tin-trong-huyen">Tin trong huyện</a></div><h1 class="hero__headline">{story.title}</h1><div class="hero__by"><span>Phòng Văn hóa</span> · <time datetime="{story.iso}T{story.hour:02}:{story.minute:02}:00+07:00">{story.date}, {story.hour:02}:{story.minute:02}</time></div>{lede}</div></section>
<div class="layout"><aside class="rail"><h4>Đọc nhiều</h4><ol>{_side_titles(others, layout, '<li><a href="{url}">{title}</a></li>', 10)}</ol></aside><div class="story">{body}{_pdf(story)}<div class="story__tags"><a href="/chu-de/xa">#xã</a> <a href="/chu-de/huyen">#huyện</a></div></div></div><section class="more"><h2>Có thể bạn quan tâm</h2><div class="grid">{_side_titles(others[3:], layout, '<a class="tile" href="{url}"><img src="/x.jpg"><h3>{title}</h3><p>{lede}</p><time>{date}</time></a>', 4)}</div></section>"""
    return _hero_page(story.title, main)


def _hero_page(title: str, main: str) -> str:
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title} | Hương Sơn Hạ</title></head><body><header class="top"><a href="/" class="top__logo">{SITE}</a><button>Menu</button><nav>{_menu('<a href="{}">{}</a>')}</nav></header>{main}<footer class="bottom"><div>{FOOT[0]}</div><div>{FOOT[1]}</div></footer></body></html>"""


def _hero_listing(layout: Layout, items: list[Story]) -> str:
    return _hero_page(
        "Tin trong huyện",
        f"""<section class="hero"><h1>Tin trong huyện</h1></section><section class="grid">{_side_titles(items, layout, '<a class="tile" href="{url}"><img src="/x.jpg"><h3>{title}</h3><p>{lede}</p><time>{date}</time></a>', 12)}</section><div class="foot-nav"><a href="/tin-trong-huyen?page=2" class="btn">Xem thêm</a></div>""",
    )


LAYOUTS = [
    Layout(
        "soup", lambda s: f"/?gd=1&amp;cn=82&amp;tc={s.id}", _soup, _soup_listing, listing_url="/?gd=1&cn=82", seed=1
    ),
    Layout("bare", lambda s: f"/tin-trong-huyen/{s.slug}", _bare, _bare_listing, seed=2),
    Layout("boot", lambda s: f"/{s.slug}-n{s.id}.html", _boot, _boot_listing, seed=3),
    Layout(
        "sharepoint",
        lambda s: f"/Pages/{s.year}-{s.month}-{s.day}/{s.slug}cgc20c.aspx",
        _sp,
        _sp_listing,
        listing_url="/Pages/TinTuc.aspx",
        seed=4,
    ),
    Layout(
        "liferay",
        lambda s: f"/web/guest/xem-chi-tiet/-/asset_publisher/Content/{s.slug}?{s.id}",
        _liferay,
        _liferay_listing,
        seed=5,
    ),
    Layout("nuke", lambda s: f"/tin-trong-huyen/{s.slug}-{s.id}.html", _nuke, _nuke_listing, seed=6),
    Layout("wp", lambda s: f"/{s.year}/{s.month:02}/{s.day:02}/{s.slug}/", _wp, _wp_listing, seed=7),
    Layout("joomla", lambda s: f"/tin-trong-huyen/{s.id}-{s.slug}.html", _joomla, _joomla_listing, seed=8),
    Layout("vhv", lambda s: f"/tin-tuc/{s.slug}.html", _vhv, _vhv_listing, seed=9),
    Layout("loose", lambda s: f"/tin.asp?id={s.id}", _loose, _loose_listing, listing_url="/tin.asp", seed=10),
    Layout("split", lambda s: f"/chi-tiet/{s.id}/{s.slug}", _split, _split_listing, seed=11),
    Layout("hero", lambda s: f"/{s.slug}.htm", _hero, _hero_listing, seed=12),
]
