"""The two ways to run: the whole site until Ctrl-C, or one command beside its own services."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from fulian.demo_accounts import ACCOUNTS, PASSWORD
from fulian.local import secrets
from fulian.local.children import Children, dies_with_parent
from fulian.local.guardian import Guardian
from fulian.local.services import Postgres, Valkey, postgres_programs
from fulian.local.site import Part, Plan, free_port, wanted_port
from fulian.local.state import ROOT, Lock, State, lasting_state, passing_state
from fulian.local.talk import RefusedError, StoppedError, Voice

_MAKE_OPERATOR = (
    ".venv/bin/python -m fulian.local --keep -- .venv/bin/python manage.py operator 手机号"
)
CODE = (  # what a database is made of
    "requirements.txt", "*/migrations/*.py", "*/models.py", "*/models/*.py", "fulian/**/*.py",
    "fulian/**/*.sql",
)  # fmt: skip
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Services:
    """PostgreSQL and Valkey of one state; those that the environment names are left alone."""

    def __init__(self, state: State) -> None:
        """Settle the places and the secrets."""
        self.state = state
        given = os.environ
        has_data = (state.services() / "pg").exists()
        self.secrets = secrets.keep(state.secrets, has_data=has_data)
        self.postgres = None if given.get("DATABASE_URL") else Postgres(state, self.secrets)
        self.valkey = None if given.get("REDIS_URL") else Valkey(state)

    def start(self, children: Children) -> None:
        """Start what is ours; return when it answers."""
        for service in (self.postgres, self.valkey):
            if service is not None:
                service.start(children)

    def answer(self) -> bool:
        """Tell whether what is ours answers."""
        ours = [service for service in (self.postgres, self.valkey) if service is not None]
        return all(service.answers() for service in ours)

    def environment(self, *, demo: bool) -> dict[str, str]:
        """Return the environment for everything beside them; what the caller set stays."""
        keys = ("SECRET_KEY", "CONTEXT_KEY", "DATA_KEYS", "INDEX_KEY")
        ours = {f"FULIAN_{key}": self.secrets[f"FULIAN_{key}"] for key in keys} | {
            "FULIAN_DEMO": str(int(demo)),
            "FULIAN_DEBUG": "0",
            "FULIAN_HOSTS": "localhost,127.0.0.1",
            "FULIAN_MEDIA_ROOT": str(self.state.own("media")),
            "PG_BIN": str(postgres_programs()),
            "C_FORCE_ROOT": "1",
            "PYTHONUNBUFFERED": "1",
        }
        if self.postgres is not None:
            ours["DATABASE_URL"] = self.postgres.url("app")
            ours["DATABASE_OWNER_URL"] = self.postgres.url("owner")
        if self.valkey is not None:
            ours["REDIS_URL"] = self.valkey.url()
        given = {name: value for name, value in os.environ.items() if value}
        if self.postgres is not None:
            given.pop("DATABASE_OWNER_URL", None)  # of another server
        return ours | given


class DemoChoice:
    """Whether this state is a demo: decided at its first start, then remembered.

    Else a later plain start would put accounts with a known password into real data.
    """

    def __init__(self, state: State) -> None:
        """Read what was decided."""
        self._file = state.folder / "demo"
        self._kept = self._file.read_text().strip() if self._file.exists() else ""

    def wanted(self, default: str) -> bool:
        """Return the caller's word, else what was decided, else the default."""
        word = os.environ.get("FULIAN_DEMO") or self._kept or default
        if word not in ("0", "1"):
            raise RefusedError(f"FULIAN_DEMO={word} 不对，只能是 0 或 1。")
        return word == "1"

    def is_open(self) -> bool:
        """Tell whether the demo county was opened here."""
        return self._kept == "1"

    def remember(self, *, demo: bool) -> None:
        """Keep the decision; an opened demo stays one."""
        if not self.is_open():
            self._file.write_text(str(int(demo)))


class Migrated:
    """Whether our own database was migrated by exactly this code: then the next start need not."""

    def __init__(self, state: State, services: Services) -> None:
        """Read what is remembered; of somebody else's database nothing is."""
        self._file = state.folder / "migrated"
        self._ours = services.postgres is not None

    def is_current(self) -> bool:
        """Tell whether nothing was changed that a migration, or the walls behind it, is made of."""
        return self._ours and self._file.exists() and self._file.read_text() == self._print()

    def remember(self) -> None:
        """Keep what the database was migrated with."""
        if self._ours:
            self._file.write_text(self._print())

    def _print(self) -> str:
        seen = hashlib.sha256()
        for file in sorted({file for made_of in CODE for file in ROOT.glob(made_of)}):
            seen.update(file.read_bytes())
        return seen.hexdigest()


@contextmanager
def supervised(state: State, voice: Voice) -> Iterator[Children]:
    """Give a set of children that is stopped, whatever happens, in reverse order."""
    guardian = Guardian(None if state.lasting else state.folder)
    children = Children(voice, guardian, state.own("log"))
    before = {name: signal.signal(name, lambda *_: children.stopping.set()) for name in _STOPS}
    try:
        yield children
    finally:
        children.stop()
        state.tidy()
        guardian.dismiss()
        for name, handler in before.items():
            signal.signal(name, handler)


def run_site(plan: Plan) -> int:
    """Run the whole site until somebody stops it (0) or a part dies (1)."""
    voice = Voice()
    state = lasting_state()
    lock = Lock(state)
    if not lock.take_patiently(lambda message: voice.say("启动", message)):
        raise RefusedError(f"这个目录的系统已经在运行（进程 {lock.holder()}）：{state.folder}")
    with supervised(state, voice) as children, suppress(StoppedError):
        demo = _prepare(plan, state, children)
        while not children.stopping.wait(0.3):
            children.check()
        voice.say("停止", f"正在停止{'演示' if demo else ''}系统……")
    voice.say("停止", "全部停止")
    return 0


def _prepare(plan: Plan, state: State, children: Children) -> bool:
    """Start everything and tell the address; return whether this is a demo."""
    choice = DemoChoice(state)
    demo = choice.wanted("1")
    services = Services(state)
    services.start(children)
    env = services.environment(demo=demo)
    children.voice.say("数据库", "已就绪")
    known = Migrated(state, services)
    if not known.is_current():
        children.voice.say("启动", "正在升级数据库")
        children.wait_for(plan.migrate.name, plan.migrate.args, cwd=ROOT, env=env)
        known.remember()
    port = free_port(wanted_port(), lambda message: children.voice.say("启动", message))
    site_env = {name: value for name, value in env.items() if name != "DATABASE_OWNER_URL"}
    parts = plan.parts(port, state, site_env)
    _start_parts(children, parts, site_env)
    if demo and not choice.is_open():  # while the parts find their feet
        children.voice.say("启动", "首次启动，正在准备演示数据")
        children.wait_for(plan.demo.name, plan.demo.args, cwd=ROOT, env=env)
    choice.remember(demo=demo)
    _wait_for_parts(children, parts)
    _greet(children.voice, port, demo=demo)
    return demo


def _start_parts(children: Children, parts: list[Part], env: dict[str, str]) -> None:
    for part in parts:
        children.start(
            part.name, part.args, how=part.how, patience=part.patience, cwd=ROOT, env=env
        )


def _wait_for_parts(children: Children, parts: list[Part]) -> None:
    for part in parts:
        children.wait_until(part.name, part.answers, 180)
        children.voice.say(part.name, "已就绪")


def _greet(voice: Voice, port: int, *, demo: bool) -> None:
    """Tell where the site is and who may sign in."""
    lines = ["", f"  打开 http://127.0.0.1:{port}/    （按 Ctrl-C 停止）", ""]
    if demo:
        lines.append(f"  演示账号，密码都是 {PASSWORD}：")
        lines += [f"    {phone}  {who}" for phone, who in ACCOUNTS]
    else:
        lines += ["  还没有账号时，另开一个终端建立平台管理员：", f"    {_MAKE_OPERATOR}"]
    print(*lines, "", sep="\n", file=voice.stream, flush=True)


def run_command(command: Sequence[str], *, keep: bool) -> int:
    """Run one command beside its services and return its exit code.

    ``keep`` uses the lasting state, and the services of a supervisor that already runs there.
    """
    voice = Voice(sys.stderr, quiet=True)
    state = lasting_state() if keep else passing_state()
    lock = Lock(state)
    if not lock.take_patiently(lambda message: voice.insist("启动", message)):
        return _join(state, voice, command)
    with supervised(state, voice) as children:
        try:
            services = Services(state)
            services.start(children)
            demo = DemoChoice(state).wanted("0")
            env = services.environment(demo=demo)
            return _foreground(command, env, children.check)
        except StoppedError:
            return 130


def _join(state: State, voice: Voice, command: Sequence[str]) -> int:
    """Run the command beside services that another supervisor started."""
    guardian = Guardian()
    children = Children(voice, guardian, state.own("log"))
    try:
        services = Services(state)
        children.wait_until("正在运行的系统", services.answer, 60)
        env = services.environment(demo=DemoChoice(state).wanted("0"))
        return _foreground(command, env, lambda: None)
    finally:
        guardian.dismiss()


def _foreground(command: Sequence[str], env: dict[str, str], check: Callable[[], None]) -> int:
    """Run a command that owns the terminal, so Ctrl-C reaches it without us; return its code."""
    try:
        process = subprocess.Popen(
            command,
            env=env,
            preexec_fn=dies_with_parent(signal.SIGTERM),
        )
    except OSError as error:
        raise RefusedError(f"无法运行 {command[0]}：{error.strerror}") from error
    signal.signal(signal.SIGINT, lambda *_: None)
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: process.terminate())
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                code = process.wait(0.5)
                return code if code >= 0 else 128 - code
            check()
    except RefusedError:
        process.terminate()
        process.wait()
        raise
