"""`motcua bench`: ours beside plain references, in turns, on a database of its own (docs/howto/bench.md)."""

# How the run tells its own processes where the tables of the reference are; not settings of the product.
DATABASE_VARIABLE = "BENCH_DATABASE"
SIZE_VARIABLE = "BENCH_SIZE"
