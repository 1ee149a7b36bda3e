"""Benchmarks: our methods beside others on the same instances, limits, threads and machine; see ``__main__``."""
