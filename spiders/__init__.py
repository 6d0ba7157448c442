"""Ways of walking a portal."""
