"""Templates of addresses, read from scripts that make links of data."""

import pytest

from crawler.extraction.script_items import filled, item_template
from crawler.extraction.script_literals import without_templates


@pytest.mark.parametrize(
    ("script", "template"),
    [
        ("""h += '<a href="/tin/' + x.id + '/' + x.slug + '.html">' + x.ten + '</a>';""", "/tin/{id}/{slug}.html"),
        (
            """h += "<a class='t' href='/tin?id=" + item.Id + "&muc=" + item.Muc + "'>" + item.Ten;""",
            "/tin?id={Id}&muc={Muc}",
        ),
        ("""list.append("<a href=\\"/xem-" + encodeURI(d.ma) + "\\">")""", "/xem-{ma}"),
        ("el.innerHTML += `<li><a href='/bai/${b.alias}-${b.id}'>${b.title}</a></li>`;", "/bai/{alias}-{id}"),
        ("h = '<a href=' + r.url + '>' + r.title", "{url}"),
        ("""h = '<a href="/gioi-thieu">' + r.title + '</a>'""", ""),
        ("""h = '<a href="/tin/' + lam(r) + '">'""", ""),
        ("window.location.href = '/tin';", ""),
    ],
)
def test_an_items_address_is_read_from_the_script(script: str, template: str) -> None:
    assert item_template(without_templates(script)) == template


def test_a_template_is_filled_where_the_item_has_all_of_it() -> None:
    assert filled("/tin/{id}/{ten}.html", {"id": 7, "ten": "lễ hội"}) == "/tin/7/l%E1%BB%85%20h%E1%BB%99i.html"
    assert filled("/tin/{id}/{ten}.html", {"id": 7}) == ""
    assert filled("/tin/{id}", {"id": {"a": 1}}) == ""
