"""Finding, against a brute-force twin that knows no index."""
