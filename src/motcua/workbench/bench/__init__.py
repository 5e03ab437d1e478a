"""`motcua bench`: ours beside plain references, in turns, on a database of its own (docs/howto/bench.md)."""
