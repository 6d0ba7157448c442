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
