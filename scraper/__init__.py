"""Public job postings: fetched politely, archived as WARC, parsed into `postings.duckdb`."""
