"""How pages are asked for: the guarded connection, robots.txt, one process per host."""
