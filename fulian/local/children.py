"""Child processes: started so that none outlives the supervisor, stopped in reverse order."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fulian.local.guardian import Guardian, end_group
from fulian.local.talk import RefusedError, StoppedError, Voice

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


def dies_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    """Return what a new child must do first, so that the kernel signals it when we are killed.

    Works for children of the main thread only: the kernel counts the thread, not the process.
    """
    if _LIBC is None:
        return None
    libc, parent = _LIBC, os.getpid()

    def promise() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, how.value)
        if os.getppid() != parent:  # we were killed between the fork and this line
            os._exit(1)

    return promise


@dataclass
class Child:
    """A running part: how it is called, the signal that ends it well, and how long that takes."""

    name: str
    process: subprocess.Popen[bytes]
    how: signal.Signals
    patience: float
    log: Path | None

    def last_words(self) -> str:
        """Return the end of its log file, for the message about its death."""
        if self.log is None:
            return ""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(["", *lines[-10:]])


class Children:
    """All running parts, in the order in which they were started."""

    def __init__(self, voice: Voice, guardian: Guardian, logs: Path) -> None:
        """Say what happens through ``voice``; ``logs`` is the folder of what nobody reads live."""
        self.voice = voice
        self.guardian = guardian
        self.logs = logs
        self.stopping = threading.Event()
        self._running: list[Child] = []

    def start(
        self,
        name: str,
        args: Sequence[str | Path],
        *,
        how: signal.Signals = signal.SIGTERM,
        patience: float = 10,
        aside: bool = False,
        **options: Any,
    ) -> Child:
        """Start one part in a session of its own, out of reach of the terminal's Ctrl-C.

        Its output is repeated live; with ``aside``, or a quiet voice, it goes to a log file.
        """
        log = self.logs / f"{name}.log" if aside or self.voice.quiet else None
        output: Any = subprocess.PIPE if log is None else log.open("wb")
        process = subprocess.Popen(
            [str(arg) for arg in args],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dies_with_parent(how),
            **options,
        )
        self.guardian.watch(process.pid, how)
        if process.stdout is not None:
            self.voice.relay(name, process.stdout)
        else:
            output.close()
        child = Child(name, process, how, patience, log)
        self._running.append(child)
        return child

    def check(self) -> None:
        """Raise when somebody asked to stop, or when a part has died."""
        if self.stopping.is_set():
            raise StoppedError
        for child in self._running:
            code = child.process.poll()
            if code is not None:
                raise RefusedError(
                    f"{child.name}意外退出（{code}），全部停止。{child.last_words()}"
                )

    def wait_until(self, name: str, answers: Callable[[], bool], seconds: float) -> None:
        """Return when ``answers`` says yes; raise when a part dies or the time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.check()
            if answers():
                return
            self.stopping.wait(0.03)
        raise RefusedError(f"{name}在 {seconds:.0f} 秒内没有应答。")

    def wait_for(self, name: str, args: Sequence[str | Path], **options: Any) -> None:
        """Run one step to its end beside the parts; raise when it fails."""
        step = self.start(name, args, **options)
        self._running.remove(step)
        try:
            while step.process.poll() is None:
                self.check()
                self.stopping.wait(0.03)
        finally:
            self._end(step)
        if step.process.returncode:
            raise RefusedError(f"{name}没有成功（{step.process.returncode}）。{step.last_words()}")

    def stop(self) -> None:
        """Stop every part, the last one started first."""
        while self._running:
            child = self._running.pop()
            self._end(child)
            self.voice.say(child.name, "已停止")

    def _end(self, child: Child) -> None:
        if child.process.poll() is None:
            child.process.send_signal(child.how)
            try:
                child.process.wait(child.patience)
            except subprocess.TimeoutExpired:
                self.voice.insist(child.name, f"{child.patience:.0f} 秒内没有停下，强制结束")
                end_group(child.process.pid, signal.SIGKILL)
                child.process.wait()
        end_group(child.process.pid, signal.SIGKILL)  # what it left behind
        self.guardian.forget(child.process.pid)
