"""What the supervisor says to the person at the terminal."""

import sys
import threading
import time
from typing import IO, TextIO


class RefusedError(Exception):
    """Nothing was wrong with the program: the message tells a person what to do."""


class StoppedError(Exception):
    """Somebody asked the supervisor to stop while it was waiting."""


class Voice:
    """Prints one line at a time: the hour, the part that speaks, what it said."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self.stream = stream or sys.stdout
        self.quiet = quiet
        self._one_at_a_time = threading.Lock()

    def say(self, who: str, message: str) -> None:
        """Print a line that a person should read; nothing when the voice is quiet."""
        if not self.quiet:
            self.insist(who, message)

    def insist(self, who: str, message: str) -> None:
        """Print a line even when the voice is quiet."""
        with self._one_at_a_time:
            print(f"{time.strftime('%H:%M:%S')} {who} | {message}", file=self.stream, flush=True)

    def relay(self, who: str, lines: IO[bytes]) -> None:
        """Repeat every line of a child's output until it ends, from a thread of its own."""

        def repeat() -> None:
            for line in lines:
                if text := line.decode("utf-8", "replace").rstrip():
                    self.say(who, text)

        threading.Thread(target=repeat, daemon=True).start()
