"""Scrapy's settings: only what is used (see PERFORMANCE in docs/), polite by default. KHOTIN_* are our own."""

from crawler import __version__

BOT_NAME = "khotin"
USER_AGENT = f"khotin/{__version__} (+https://github.com/khotin/khotin; archive of public news)"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"

# The engine: asyncio alone (on uvloop where there is one), the frontier instead of a queue, no fan-out.
TWISTED_REACTOR_ENABLED = False
SCHEDULER = "crawler.scheduler.FrontierScheduler"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
DOWNLOAD_HANDLERS = {
    "http": "crawler.net.handler.GuardedHandler",
    "https": "crawler.net.handler.GuardedHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.net.portal_only.PortalOnlyMiddleware": 50,
    "crawler.net.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.net.unpack.UnpackMiddleware": 590,
    "crawler.net.portal_only.PortalRedirectMiddleware": 600,
    "crawler.net.cookies.InsistedCookiesMiddleware": 610,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {"scrapy.extensions.throttle.AutoThrottle": 0}
ITEM_PIPELINES = {
    "pipelines.letters.LettersPipeline": 100,
    "pipelines.boilerplate.BoilerplatePipeline": 200,
    "pipelines.dates.DatesPipeline": 300,
    "pipelines.since.SincePipeline": 400,
    "pipelines.validate.ValidatePipeline": 500,
    "pipelines.store.StorePipeline": 900,
}
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 1 << 29  # pages are bounded by their number; those that wait for another must not bar it
CONCURRENT_ITEMS = 1  # a page is one item; Scrapy would start a hundred tasks for each response
WARN_ON_GENERATOR_RETURN_VALUE = False
STATS_DUMP = False
LOG_LEVEL = "INFO"

# Politeness (DESIGN §9); `khotin crawl` sets delay and concurrency from each portal's file.
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
KHOTIN_MAX_CRAWL_DELAY = 120.0
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
}

# Bad servers: seconds for connecting, for silence between two reads, for the whole page; bytes of a page unpacked.
KHOTIN_CONNECT_TIMEOUT = 15.0
KHOTIN_SILENCE_TIMEOUT = 30.0
DOWNLOAD_TIMEOUT = 120
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 8
KHOTIN_RETRY_BASE = 1.0

# The archive and the user's own portal files under `scrapy crawl`; `khotin crawl` takes them from its options.
KHOTIN_ARCHIVE = "archive"
KHOTIN_PORTALS: list[str] = []
