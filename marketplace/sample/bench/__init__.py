"""Catalogues of any size for benchmarks: `generate.generate`. The same seed gives the same goods."""
