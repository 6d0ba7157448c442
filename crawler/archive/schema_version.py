"""The number of the schema that this khotin writes: apart from the schema itself, whose tools load slowly."""

SCHEMA_VERSION = 6  # the newest migration of crawler.archive.schema
