"""Proof that an archive is what it was: database, change log, search, WARC records, attachments; and mending."""
