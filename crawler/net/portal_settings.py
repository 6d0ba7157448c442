"""What a portal's file says of connections, as Scrapy's settings."""

from urllib.parse import urlsplit

from crawler.portal import Portal


def portal_settings(portal: Portal) -> dict[str, object]:
    """Delay, concurrency, TLS and robots of one portal; the spider sets them, so that every way of starting it does."""
    fields = portal.fields
    return {
        "KHOTIN_HOME_HOST": urlsplit(fields.home).hostname,
        "KHOTIN_TLS": fields.tls,
        "DOWNLOAD_DELAY": fields.delay,
        "AUTOTHROTTLE_ENABLED": fields.delay > 0,
        "AUTOTHROTTLE_START_DELAY": fields.delay,
        "CONCURRENT_REQUESTS": portal.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": portal.concurrency,
        "ROBOTSTXT_OBEY": fields.robots,
    }
