"""Telling watches' news to receivers: signed webhooks, and mail or chat through Apprise (docs/monitoring.md)."""
