"""Portals that nobody described, walked whole: every article once, nothing else, and no more asked than need be."""

import re
from pathlib import Path

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
