"""khotin's core: portals, recipes, frontier, extraction, archive and commands. Imports neither spiders nor pipelines."""

__version__ = "0.1.0"
