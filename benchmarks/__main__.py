"""Run every benchmark: ``python benchmarks [--mandates N] [--runs N]``."""

from __future__ import annotations

import extraction
import load
import query
import reconcile
import validate

for benchmark in (extraction, load, validate, query, reconcile):
    print(f"\n{benchmark.__name__}: {(benchmark.__doc__ or '').partition(chr(10))[0]}")
    benchmark.main()
