"""Twenty seconds of kill -9: nothing is lost, nothing done twice, nothing out of order."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from fulian.local.state import ROOT


def test_twenty_seconds_of_chaos():
    done = subprocess.run(
        [sys.executable, "-m", "bench.chaos", "20"], cwd=ROOT, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=400, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["lost"], found["doubled"], found["out_of_order"]) == (0, 0, 0)
    assert (found["messages_missing"], found["notices_missing"]) == (0, 0)
    assert found["unserved"] == 0
    assert found["kills"] >= 3
    assert found["swaps"]["accepted"] > 0
