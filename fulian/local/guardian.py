"""The onlooker that ends the children when the supervisor itself is killed outright.

The kernel's parent-death signal reaches direct children only and lets a worker finish a long
task. This forked process outlives the supervisor, sees its pipe close, and clears up: every
process group, the temporary folder, and last the lock, which it has held all the while.
"""

import os
import shutil
import signal
import time
from pathlib import Path

PATIENCE = 8.0


class Guardian:
    """Holds the list of process groups; acts only if its parent dies without saying goodbye."""

    def __init__(self, rubbish: Path | None = None) -> None:
        """Fork the onlooker; call it before any thread starts. ``rubbish`` is removed after all."""
        reader, self._writer = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._writer)
            _look_on(reader, rubbish)
        os.close(reader)

    def watch(self, group: int, how: signal.Signals) -> None:
        """Remember the process group of a new child and the signal that ends it well."""
        os.write(self._writer, f"{group} {how.value}\n".encode())

    def forget(self, group: int) -> None:
        """Leave a process group alone from now on: it ended, and its number may be used again."""
        os.write(self._writer, f"{group} 0\n".encode())

    def dismiss(self) -> None:
        """Send the onlooker home: everything is stopped."""
        os.write(self._writer, b"done\n")
        os.close(self._writer)
        os.waitpid(self._pid, 0)


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie nobody has collected does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        if Path("/proc/self/stat").exists():
            return False
    else:
        return stat.rpartition(")")[2].split()[0] not in "ZX"
    try:  # no /proc here, as on macOS
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end_group(group: int, how: signal.Signals) -> None:
    """Signal a process group; it may be gone already."""
    try:
        os.killpg(group, how)
    except (ProcessLookupError, PermissionError):  # macOS answers EPERM for a zombie
        return


def _look_on(reader: int, rubbish: Path | None) -> None:
    """Wait for the parent's end, act on it, and never return."""
    try:
        os.setsid()
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):  # whoever reads the parent's output must see it end
            os.dup2(nothing, stream)
        with os.fdopen(reader) as pipe:
            said = pipe.read().splitlines()
        if "done" not in said:
            told = {int(group): int(how) for group, how in map(str.split, said)}
            _clear_up({group: how for group, how in told.items() if how})
            if rubbish is not None:
                shutil.rmtree(rubbish, ignore_errors=True)
    finally:
        os._exit(0)


def _clear_up(groups: dict[int, int]) -> None:
    for group, how in reversed(groups.items()):
        end_group(group, signal.Signals(how))
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and any(map(is_alive, groups)):
        time.sleep(0.05)
    for group in groups:
        end_group(group, signal.SIGKILL)
