"""Puts the sample market into a database: `market.load_market`. Running it again adds what is missing."""
