"""The archive in a browser: pages made on the server, read-only, without JavaScript."""
