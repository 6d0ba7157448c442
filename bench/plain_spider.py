"""The peer of bench/crawl.py: the spider one writes first. Parsel selectors, the same fields, JSON lines."""

from typing import ClassVar

import scrapy


class PlainSpider(scrapy.Spider):
    name = "plain"
    custom_settings: ClassVar = {"LOG_LEVEL": "INFO", "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "DOWNLOAD_DELAY": 0}

    def __init__(self, front: str, **kwargs: str) -> None:
        super().__init__(**kwargs)
        self.start_urls = [front]

    def parse(self, response):
        yield from response.follow_all(css=".TMCD2_DongTieuDe a, .TMCD2_DongTinLienQuan a", callback=self.parse_article)

    def parse_article(self, response):
        yield {
            "url": response.url,
            "title": response.css(".TT_TinChiTiet_TieuDe ::text").get(),
            "published": response.css(".TT_TinChiTiet_NgayCapNhat span::text").get(),
            "section": " ".join(response.css(".TMCD2_DongTruongMuc ::text").getall()),
            "lede": response.css(".TT_TinChiTiet_DocTin b::text").get(),
            "body": "\n\n".join(
                response.css(".TT_TinChiTiet_DocTin p ::text, .TT_TinChiTiet_DocTin div ::text").getall()
            ),
            "body_html": response.css(".TT_TinChiTiet_DocTin").get(),
            "images": response.css(".TT_TinChiTiet_DocTin img::attr(src)").getall(),
            "captions": response.css(".TT_TinChiTiet_MoTaAnh ::text").getall(),
            "other_links": response.css("#divPhanTrang1 a::attr(href)").getall(),
        }
        yield from response.follow_all(css="#divPhanTrang1 a", callback=self.parse_article)
