"""Who hands batches to `extract`: an engine is one file with `run(batches, taxonomy) -> Iterator[(roles, mentions)]`."""
