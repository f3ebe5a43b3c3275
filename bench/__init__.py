"""The benchmarks behind ``make bench``: ours, a peer and a limit, measured in one run."""
