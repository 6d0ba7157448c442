"""Portals that nobody described, walked whole: every article once, nothing else, and no more asked than need be."""

import json
import re
from itertools import count
from pathlib import Path
from urllib.parse import parse_qsl

from tests.crawling import change, crawl_here, rows
from tests.fault_portal import Exchange, FaultPortal
from tests.generic_pages import Story
from tests.walked_sites import STORIES, article, crawl_walked, frame, items, titles, walked


def test_links_that_say_they_print_or_mail_are_not_followed(tmp_path: Path) -> None:
    told = STORIES[:8]
    tools = "<p><a href='/to.do?ma={0}'>In bài</a> | <a href='/gui.do?ma={0}'>Gửi bài</a></p>"

    def site(target: str) -> str | None:
        if target == "/":
            return frame("Xã Khe Tre", items(told, lambda story: f"/tin.do?ma={story.id}"))
        found = re.fullmatch(r"/(?:tin|to)\.do\?ma=(\d+)", target)
        story = next((one for one in told if found and one.id == int(found[1])), None)
        return article(story, below=tools.format(story.id)) if story else None

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)
        assert not [hit.target for hit in portal.log if "to.do" in hit.target or "gui.do" in hit.target]


def test_a_list_that_grows_as_a_reader_scrolls_down_is_read_to_its_end(tmp_path: Path) -> None:
    told = STORIES[:30]

    def part(start: int) -> str:
        ahead = f"<li class='infinite-scroll' data-url='/tin/nap?tu={start + 7}'></li>" if start + 7 < len(told) else ""
        return items(told[start : start + 7], lambda story: f"/bai/{story.id}").replace("</ul>", ahead + "</ul>")

    def site(target: str) -> str | None:
        if target == "/":
            return frame("Xã Khe Tre", "<h2>Tin tức</h2>" + part(0))
        if found := re.fullmatch(r"/tin/nap\?tu=(\d+)", target):
            return part(int(found[1]))
        return next((article(one) for one in told if target == f"/bai/{one.id}"), None)

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)


def test_a_select_of_pages_that_sends_its_form_is_turned_to_its_end(tmp_path: Path) -> None:
    told = STORIES[:20]

    def site(target: str) -> str | None:
        if found := re.fullmatch(r"/(?:ds\.php\?p=(\d)&loai=4)?", target):
            number = int(found[1] or 1)
            options = "".join(f"<option value={n}{' selected' * (n == number)}>{n}</option>" for n in (1, 2, 3, 4))
            select = f"<select name='p' onchange='this.form.submit()'>{options}</select>"
            form = f"<form action='/ds.php'><input type='hidden' name='loai' value='4'>Trang {select}</form>"
            listed = told[5 * number - 5 : 5 * number]
            return frame("Xã Khe Tre", items(listed, lambda story: f"/bai/{story.id}") + form)
        return next((article(one) for one in told if target == f"/bai/{one.id}"), None)

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)


def test_a_number_that_is_another_with_every_link_makes_no_other_article(tmp_path: Path) -> None:
    """A newcomer's portal gives every link a number of chance: learnt from the first pages, kept for later crawls."""
    told, chance = STORIES[:24], count(701)

    def address(story: Story) -> str:
        return f"/xem.aspx?ma={story.id}&tk={next(chance):x}7"

    def site(target: str) -> str | None:
        if target == "/":
            return frame("Xã Khe Tre", items(told[:9], address))
        found = re.fullmatch(r"/xem\.aspx\?ma=(\d+)&tk=\w+", target)
        at = next((at for at, one in enumerate(told) if found and one.id == int(found[1])), None)
        if at is None:
            return None
        return article(told[at], below="<h4>Tin cũ hơn</h4>" + items(told[at + 1 : at + 5], address))

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)
        assert len(portal.log) < 2 * len(told)
        before = len(portal.log)
        assert crawl_walked(tmp_path, portal) == titles(told)
        assert len(portal.log) <= before + 2


def test_a_walk_among_second_addresses_alone_ends(tmp_path: Path) -> None:
    """Where nothing told that a step of the addresses is a number of chance, the same articles go round and round."""
    told, chance = STORIES[:6], count(70_001)

    def address(story: Story) -> str:
        return f"/{next(chance)}/{story.slug}.html"

    def site(target: str) -> str | None:
        if target == "/":
            return frame("Xã Khe Tre", items(told, address))
        story = next((one for one in told if target.endswith(f"/{one.slug}.html")), None)
        return article(story, below="<h4>Tin khác</h4>" + items(told, address)) if story else None

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)
        assert len(portal.log) < 600


def test_a_second_address_is_looked_at_with_its_article_alone(tmp_path: Path) -> None:
    """Looked at first after an edit, it would be a new article."""
    told = STORIES[:5]
    edited: list[str] = []

    def site(target: str) -> str | None:
        if target == "/":
            return frame("Xã Khe Tre", items(told, lambda story: f"/tin/{story.id}.html"))
        found = re.fullmatch(r"/(?:tin|bai-viet/tin-xa)/(\d+)\.html", target)
        story = next((one for one in told if found and one.id == int(found[1])), None)
        if story is None:
            return None
        more = "".join(f"<p>{text}</p>" for text in edited)
        others = items(told, lambda one: f"/bai-viet/tin-xa/{one.id}.html")
        return article(story, below="<h4>Tin khác</h4>" + others).replace(
            "<div class='noidung'>", "<div class='noidung'>" + more
        )

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)
        edited.append("Số liệu trong bài đã được sửa lại theo báo cáo của Văn phòng Ủy ban nhân dân xã.")
        change(tmp_path / "archive", "UPDATE frontier SET due_at = '2020-01-01T00:00:00Z' WHERE due_at IS NOT NULL")
        crawl_here(tmp_path, portal.portal_toml(recipe='"generic"', listings='["/"]'))
    told_of = rows(tmp_path / "archive", "SELECT kind, count(*) AS times FROM changes GROUP BY kind ORDER BY kind")
    assert [tuple(row.values()) for row in told_of] == [("edited", 5), ("new", 5)]


def test_one_list_in_every_order_and_by_every_filter_is_asked_for_a_few_times(tmp_path: Path) -> None:
    told = STORIES[:24]
    filters = [
        f"nam={year}&kieu={shown}&xep={order}" for year in range(2013, 2026) for shown in "ab" for order in "xyz"
    ]
    choices = "".join(f"<a href='/tin.php?{one}'>{one[4:8]}</a> " for one in filters)

    def site(target: str) -> str | None:
        if target == "/":
            return frame(
                "Xã Khe Tre", items(told[:4], lambda story: f"/bai/{story.id}"), menu="<a href='/tin.php'>Tin</a>"
            )
        if target == "/tin.php":
            return frame("Tin tức", f"<div>{choices}</div>" + items(told, lambda story: f"/bai/{story.id}"))
        if found := re.fullmatch(r"/tin\.php\?nam=(\d+)&kieu=.&xep=.", target):
            listed = [one for one in told if one.year == int(found[1])]
            return frame("Tin tức", f"<div>{choices}</div>" + items(listed, lambda story: f"/bai/{story.id}"))
        return next((article(one) for one in told if target == f"/bai/{one.id}"), None)

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)
        assert sum("nam=" in hit.target for hit in portal.log) < 30  # of 78
        before = len(portal.log)
        crawl_walked(tmp_path, portal)
        assert len(portal.log) - before <= 4


def test_a_calendar_without_beginning_or_end_is_left_soon(tmp_path: Path) -> None:
    told = STORIES[:12]

    def calendar(year: int, month: int) -> str:
        days = "".join(f"<td><a href='/ngay/{year}/{month:02}/{day:02}'>{day}</a></td>" for day in range(1, 29))
        before, after = year * 12 + month - 2, year * 12 + month
        way = "<a href='/thang/{}/{}'>{}</a>"
        ways = way.format(before // 12, before % 12 + 1, "Tháng trước") + way.format(
            after // 12, after % 12 + 1, "Tháng sau"
        )
        return f"<table><tr>{days}</tr></table>{ways}"

    def site(target: str) -> str | None:
        if target == "/":
            return frame("Xã Khe Tre", items(told, lambda story: f"/bai/{story.id}") + calendar(2025, 11))
        if found := re.fullmatch(r"/(?:thang|ngay)/(\d+)/(\d+)(/\d+)?", target):
            return frame("Lịch", "<h2>Tin trong ngày</h2><p>Không có tin.</p>" + calendar(int(found[1]), int(found[2])))
        return next((article(one) for one in told if target == f"/bai/{one.id}"), None)

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)
        assert len(portal.log) < 80
        before = len(portal.log)
        crawl_walked(tmp_path, portal)
        assert len(portal.log) - before <= 2


def test_links_that_call_a_function_of_the_page_lead_where_it_goes(tmp_path: Path) -> None:
    told = STORIES[:25]
    script = """<script>function xem(id) { window.location.href = '/bai/' + id; }
    function trang(n) { location = "/tin?trang=" + n; }</script>"""

    def site(target: str) -> str | None:
        if found := re.fullmatch(r"/(?:tin\?trang=(\d))?", target):
            number = int(found[1] or 1)
            pager = "".join(f"<a href='javascript:trang({n})'>{n}</a> " for n in range(1, 6))
            listed = items(told[5 * number - 5 : 5 * number], lambda story: f"javascript:xem({story.id});")
            return frame("Xã Khe Tre", f"{listed}<div class='phan-trang'>{pager}</div>{script}")
        return next((article(one) for one in told if target == f"/bai/{one.id}"), None)

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)


def test_a_pager_whose_function_sends_a_form_is_turned_to_its_end(tmp_path: Path) -> None:
    told = STORIES[:15]
    script = "<script>function di(n){ document.getElementById('so').value = n; document.forms[0].submit(); }</script>"

    def page(number: int) -> str:
        pager = "".join(f"<a href='javascript:void(0)' onclick='di({n})'>{n}</a> " for n in range(1, 6))
        form = "<form method='post' action='/ds'><input type='hidden' name='trang' id='so' value='1'></form>"
        listed = items(told[3 * number - 3 : 3 * number], lambda story: f"/bai/{story.id}")
        return frame("Xã Khe Tre", f"{listed}{form}<div class='phan-trang'>{pager}</div>{script}")

    sent = iter(range(2, 9))

    def site(target: str) -> str | None:
        if target in ("/", "/ds"):
            return page(1 if target == "/" else next(sent))
        return next((article(one) for one in told if target == f"/bai/{one.id}"), None)

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)
        assert {hit.method for hit in portal.log if hit.target == "/ds"} == {"POST"}


def test_a_list_that_a_script_lengthens_by_so_many_items_is_read_to_its_end(tmp_path: Path) -> None:
    told = STORIES[:26]
    script = """<script>let tu = 6; document.querySelector('#them').onclick = async () => {
    const tin = await fetch(`/them?muc=4&offset=${tu}`); ds.innerHTML += await tin.text(); tu += 6; };</script>"""

    def site(target: str) -> str | None:
        if target == "/":
            return frame(
                "Xã Khe Tre", items(told[:6], lambda story: f"/bai/{story.id}") + "<b id='them'>Thêm</b>" + script
            )
        if found := re.fullmatch(r"/them\?muc=4&offset=(\d+)", target):
            start = int(found[1])
            return items(told[start : start + 6], lambda story: f"/bai/{story.id}")
        return next((article(one) for one in told if target == f"/bai/{one.id}"), None)

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)
        assert len(portal.log) <= len(told) + 8


def test_lists_that_come_as_data_are_read_to_their_end_and_their_addresses_made_as_the_script_makes_them(
    tmp_path: Path,
) -> None:
    told = STORIES[:21]
    script = """<script>var trang = 1; function them() { trang++; fetch('/api/tin?page=' + trang).then(r => r.json())
    .then(d => d.ds.forEach(x => t.innerHTML += '<a href="/bai/' + x.ma + '-' + x.ten + '.html">' + x.tieuDe)); }
    </script>"""

    def address(story: Story) -> str:
        return f"/bai/{story.id}-{story.slug}.html"

    def site(target: str) -> str | tuple[str, str] | None:
        if target == "/":
            return frame("Xã Khe Tre", items(told[:5], address) + "<a href='#' onclick='them()'>Xem thêm</a>" + script)
        if found := re.fullmatch(r"/api/tin\?page=(\d+)", target):
            listed = told[5 * int(found[1]) - 5 : 5 * int(found[1])]
            data = [{"ma": one.id, "ten": one.slug, "tieuDe": one.title} for one in listed]
            return json.dumps({"tong": len(told), "ds": data}), "application/json"
        return next((article(one) for one in told if target == address(one)), None)

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)
        assert len(portal.log) <= len(told) + 8


def test_a_section_that_was_taken_for_an_article_is_asked_again_for_its_news(tmp_path: Path) -> None:
    """Its name is as long as a headline, and pictures alone lead to its articles."""
    told = STORIES[1:16]
    name = "Thông tin tuyên truyền, phổ biến giáo dục pháp luật trên địa bàn xã"

    def pictures(listed: list[Story]) -> str:
        one = "<div><a href='/bai/{0.id}' title='{0.title}'><img src='/a.jpg' alt='{0.title}'></a><p>{0.date}</p></div>"
        return "".join(one.format(story) for story in listed)

    def site(target: str) -> str | None:
        if target == "/":
            listed = items(told[6:10], lambda story: f"/bai/{story.id}")
            return frame("Xã Khe Tre", f"{listed}<p><a href='/chuyen-muc/101'>{name}</a></p>")
        if target == "/chuyen-muc/101":
            return frame(name, f"<h2>{name}</h2>{pictures(told)}")
        return next((article(one) for one in told if target == f"/bai/{one.id}"), None)

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)
        told.insert(0, STORIES[0])
        assert crawl_walked(tmp_path, portal) == titles(told)


def test_lists_that_a_script_alone_fills_are_read_and_asked_again_for_their_news(tmp_path: Path) -> None:
    told = {1: STORIES[1:15], 2: STORIES[16:30]}
    script = """<div id='ds'></div><script>var trang = 1; function tai() { $.post('/lay-tin', {page: trang, muc: %d},
    function (kq) { kq.forEach(t => $('#ds').append("<a href='/bai/" + t.id + "'>" + t.title + "</a>")); }, 'json'); }
    tai(); $('#sau').click(function () { trang++; tai(); });</script><a href='#' id='sau'>Trang sau</a>"""
    menu = "<a href='/muc/1'>Tin tức</a> <a href='/muc/2'>Văn hoá xã hội</a>"

    async def answer(exchange: Exchange) -> None:
        target, found = exchange.hit.target, None
        if target == "/":
            found = frame("Xã", items([*told[1][:3], *told[2][:2]], lambda story: f"/bai/{story.id}"), menu=menu)
        elif target in ("/muc/1", "/muc/2"):
            found = frame("Xã", script % int(target[-1]), menu=menu)
        elif target == "/lay-tin":
            sent = dict(parse_qsl(exchange.body.decode()))
            listed = told[int(sent["muc"])][4 * int(sent["page"]) - 4 :][:4]
            data = json.dumps([{"id": one.id, "title": one.title} for one in listed])
            await exchange.answer(data.encode(), {"Content-Type": "application/json"})
            return
        else:
            found = next((article(one, menu=menu) for one in told[1] + told[2] if target == f"/bai/{one.id}"), None)
        await exchange.answer((found or "404").encode(), status=200 if found else 404)

    with FaultPortal(articles=1) as portal:
        portal.script("*", [answer])
        assert crawl_walked(tmp_path, portal) == titles(told[1] + told[2])
        told[2].insert(4, STORIES[0])
        told[2].insert(0, STORIES[15])
        before = len(portal.log)
        change(tmp_path / "archive", "UPDATE frontier SET found_at = '2020-01-01T00:00:00Z'")
        assert STORIES[15].title in crawl_walked(tmp_path, portal)
        assert len(portal.log) - before < 12


def test_a_number_of_chance_in_every_link_of_the_menu_too_makes_no_other_section(tmp_path: Path) -> None:
    told, chance = STORIES[:24], count(701)

    def site(target: str) -> str | None:
        own = f"pv={next(chance):x}b7"
        menu = "".join(f"<a href='/muc.php?{own}&id={one}'>Mục {one}</a> " for one in (1, 2))
        found = re.fullmatch(r"/(muc|doc)\.php\?(?:pv=\w+&)?id=(\d+)(?:&pv=\w+)?", target)
        if target == "/" or (found and found[1] == "muc"):
            listed = told[:6] if target == "/" else told[int(found[2]) - 1 :: 2] if found else []
            return frame("Xã", items(listed, lambda one: f"/doc.php?id={one.id}&{own}"), menu=menu)
        at = next((at for at, one in enumerate(told) if found and one.id == int(found[2])), None)
        if at is None:
            return None
        others = items(told[at + 1 : at + 4], lambda one: f"/doc.php?id={one.id}&{own}")
        return article(told[at], below="<h4>Tin khác</h4>" + others, menu=menu)

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)
        assert len(portal.log) < 2 * len(told)


def test_pages_of_comments_and_views_of_articles_are_asked_for_a_few_times(tmp_path: Path) -> None:
    told = STORIES[:28]

    def site(target: str) -> str | None:
        if target == "/":
            return frame("Xã Khe Tre", items(told, lambda story: f"/bai/{story.slug}-{story.id}.html"))
        found = re.fullmatch(r"/bai/[\w-]+-(\d+)\.html(?:\?[\w&=]*)?", target)
        story = next((one for one in told if found and one.id == int(found[1])), None)
        if story is None:
            return None
        own = f"/bai/{story.slug}-{story.id}.html"
        comments = f"<p class='cm'>1 - <a href='{own}?cp=2'>2</a> - <a href='{own}?cp=3'>3</a></p>"
        view = f"<a href='{own}?che=1'><img src='/in.gif'></a>"
        return article(story, below=f"{view}<h4>Ý kiến bạn đọc</h4>{comments}")

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(told)
        assert sum("cp=" in hit.target for hit in portal.log) < 40  # of 56
        assert sum("che=" in hit.target for hit in portal.log) < 28


def test_boxes_that_a_script_loads_into_the_home_page_lead_to_their_sections(tmp_path: Path) -> None:
    told = {1: STORIES[:12], 2: STORIES[12:24]}
    loads = "".join(f"$('#hop{one}').load('/hop.php?muc={one}');" for one in told)
    everything = told[1] + told[2]

    def site(target: str) -> str | None:
        if target == "/":
            return frame(
                "Xã", f"<div id='hop1'></div><div id='hop2'></div><script>$(function(){{ {loads} }});</script>"
            )
        if found := re.fullmatch(r"/(hop\.php\?muc=|muc/)(\d)", target):
            listed = told[int(found[2])]
            if found[1] == "muc/":
                return frame("Mục", items(listed, lambda story: f"/bai/{story.id}.htm"))
            return f"<h3><a href='/muc/{found[2]}'>Tin</a></h3>" + items(
                listed[:3], lambda story: f"/bai/{story.id}.htm"
            )
        return next((article(one) for one in everything if target == f"/bai/{one.id}.htm"), None)

    with walked(site) as portal:
        assert crawl_walked(tmp_path, portal) == titles(everything)
