"""From one received page to its fields and links. The spiders call crawler.extraction.reader alone."""
