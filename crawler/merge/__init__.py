"""Several archives into one: what each knows, told once and in order."""
