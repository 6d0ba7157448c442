"""One step per file: a pure function that does the work and a thin class that Scrapy sees."""
