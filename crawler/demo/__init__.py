"""The bundled portal: an invented Huế-style site, served on loopback, with the truth of every article."""
