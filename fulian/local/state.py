"""Where the local services keep their files: one folder, one lock, short socket paths."""

import fcntl
import hashlib
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fulian.local.guardian import is_alive
from fulian.local.talk import RefusedError

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534  # PostgreSQL refuses to run as root, so root runs it as this user
# A socket's path may have about 100 bytes, and not every client unquotes one in a URL.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]{1,85}")
_SYSTEM_FOLDERS = (Path("/var/tmp"), Path("/tmp"))  # noqa: S108 - own() refuses another's folder
SHARED = Path("/var/lib/fulian-local")  # for root only; nothing sweeps it


def service_user() -> int | None:
    """Return the user that PostgreSQL runs as, None for the one we are."""
    return NOBODY if os.geteuid() == 0 else None


def is_reachable(path: Path, user: int | None) -> bool:
    """Tell whether ``user`` may walk down to ``path``; None stands for ourselves."""
    if user is None:
        return True
    folders = [place for place in (path.resolve(), *path.resolve().parents) if place.is_dir()]
    facts = [place.stat() for place in folders]
    return all(fact.st_mode & stat.S_IXOTH or fact.st_uid == user for fact in facts)


def own(folder: Path, mode: int = 0o700, user: int | None = None) -> Path:
    """Make ``folder`` with exactly this mode and owner; refuse one that belongs to others."""
    folder.mkdir(parents=True, exist_ok=True)
    fact = folder.lstat()
    if not stat.S_ISDIR(fact.st_mode) or fact.st_uid not in (os.geteuid(), user):
        raise RefusedError(f"{folder} 属于别的用户，请把它移走，或用 FULIAN_STATE 另选一个目录。")
    if user is not None and fact.st_uid != user:
        os.chown(folder, user, user)
    folder.chmod(mode)
    return folder


def _mark(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


@dataclass(frozen=True)
class State:
    """The folders of one set of services; ``lasting`` ones survive the run."""

    folder: Path
    lasting: bool

    @property
    def secrets(self) -> Path:
        """The file with the passwords and keys."""
        return self.folder / "secrets.env"

    def services(self) -> Path:
        """Return where the database's files live: elsewhere if its user cannot reach the state."""
        if is_reachable(self.folder, service_user()):
            return self.folder
        own(SHARED, 0o711)
        return own(SHARED / _mark(self.folder), 0o711)

    def sockets(self, name: str, user: int | None = None) -> Path:
        """Return a folder for one service's socket that only its own user may enter."""
        folder = self.services() / "run" / name
        if not _PLAIN_PATH.fullmatch(str(folder)):
            folder = _short_folder() / f"fulian-{_mark(self.folder)}-{name}"
        else:
            own(folder.parent, 0o711)
        return own(folder, 0o700, user)

    def own(self, name: str) -> Path:
        """Return a folder of ours inside the state."""
        return own(self.folder / name)

    def tidy(self) -> None:
        """Remove what nobody needs after a run: sockets, and a temporary state altogether."""
        for place in _short_folder().glob(f"fulian-{_mark(self.folder)}-*"):
            shutil.rmtree(place, ignore_errors=True)
        if not self.lasting:
            shutil.rmtree(self.folder, ignore_errors=True)


def _short_folder() -> Path:
    usual = Path(tempfile.gettempdir())
    fits = len(os.fsencode(usual)) < 50 and _PLAIN_PATH.fullmatch(str(usual))
    return usual if fits and is_reachable(usual, service_user()) else _SYSTEM_FOLDERS[1]


def lasting_state() -> State:
    """Return the state that stays: ``FULIAN_STATE``, or ``.local`` beside the code."""
    folder = Path(os.environ.get("FULIAN_STATE") or ROOT / ".local").resolve()
    own(folder, 0o711 if os.geteuid() == 0 else 0o700)
    return State(folder, lasting=True)


def passing_state() -> State:
    """Return a new state that goes away with the run."""
    places = (Path(tempfile.gettempdir()), *_SYSTEM_FOLDERS)
    place = next(place for place in places if is_reachable(place, service_user()))
    folder = Path(tempfile.mkdtemp(prefix="fulian-", dir=place)).resolve()
    return State(own(folder, 0o711 if os.geteuid() == 0 else 0o700), lasting=False)


class Lock:
    """Keeps two supervisors from one state. The kernel lets go of it, whatever happens."""

    def __init__(self, state: State) -> None:
        """Name the lock file; nothing is locked yet."""
        self._file = (state.folder / "lock").open("a+")

    def take(self) -> bool:
        """Take the lock; return False when another supervisor holds it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()
        return True

    def take_patiently(self, say: Callable[[str], None], seconds: float = 30) -> bool:
        """Take the lock, waiting while a guardian clears up after a killed supervisor."""
        end, told = time.monotonic() + seconds, False
        while not self.take():
            if is_alive(self.holder()) or time.monotonic() > end:
                return False
            if not told:
                say("上一次运行被强行结束，正在收尾，请稍候……")
                told = True
            time.sleep(0.1)
        return True

    def holder(self) -> int:
        """Return the process that took the lock last, 0 when there was none."""
        self._file.seek(0)
        return int(self._file.read() or 0)
