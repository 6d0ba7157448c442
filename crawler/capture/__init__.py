"""What was received, kept as received: WARC files, their index in `captures`, and reading them again."""
