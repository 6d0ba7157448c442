"""khotin's core: portals, recipes, frontier, extraction, archive and commands."""

__version__ = "0.1.0"
