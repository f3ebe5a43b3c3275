"""``python -m bench.chaos [SECONDS [SEED [PART]]]``: kill -9 at random while turns are handed over.

A PostgreSQL and a Valkey of its own, two workers and two beats as a site has them. For SECONDS
something is killed outright again and again and started anew (with PART, ``worker`` say, only what
is called so), while members of the presidiums change places and stand in for one another; every
turn must be handed over once and in order, everybody serve once, every message arrive once. Prints
one JSON line; exits 1 when anything was lost, doubled, or out of order.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from fulian.local import secrets
from fulian.local.children import Child, Children
from fulian.local.guardian import Guardian, end_group
from fulian.local.services import Postgres, Valkey, _living_in
from fulian.local.state import ROOT, State, passing_state
from fulian.local.talk import RefusedError, Voice

LONG = 300  # seconds
ASK = "import sys, django; django.setup(); import bench.chaos_field as f; f.main(sys.argv[1:])"
FEWEST = 3
WRONG = ("lost", "doubled", "out_of_order", "unserved")
PATIENCE = 180  # seconds for what is left, once the killing is over
CELERY = (sys.executable, "-W", "ignore", "-m", "celery", "-q", "-A", "fulian")


class Victims(Children):
    """Parts that are killed: nobody's death is a surprise."""

    def check(self) -> None:
        """Let the dead lie."""

    def kill(self, name: str) -> None:
        """Kill one part outright, with all its children."""
        child = self.named(name)
        if child is None:
            return
        end_group(child.process.pid, signal.SIGKILL)
        child.process.wait()
        self.guardian.forget(child.process.pid)
        self._running.remove(child)

    def named(self, name: str) -> Child | None:
        """Return a part by its name."""
        return next((child for child in self._running if child.name == name), None)

    def is_up(self, name: str) -> bool:
        """Tell whether a part runs."""
        child = self.named(name)
        return child is not None and child.process.poll() is None


class Stage:
    """The services, workers and beats, and how each is started and killed."""

    def __init__(self, state: State) -> None:
        self.state = State(state.folder, lasting=True)  # what is committed must be on disk
        kept = secrets.keep(state.secrets, has_data=False)
        self.postgres, self.valkey = Postgres(self.state, kept), Valkey(self.state)
        keys = {name: value for name, value in kept.items() if not name.endswith("PASSWORD")}
        self.env = os.environ | keys | {
            "DATABASE_URL": self.postgres.url("app"),
            "DATABASE_OWNER_URL": self.postgres.url("owner"),
            "REDIS_URL": self.valkey.url(),
            "DJANGO_SETTINGS_MODULE": "fulian.settings",
            "FULIAN_MEDIA_ROOT": str(self.state.own("media")),
            "FULIAN_DEBUG": "0", "FULIAN_DEMO": "0", "FULIAN_HOSTS": "localhost",
            "C_FORCE_ROOT": "1",
        }  # fmt: skip
        guardian = Guardian(state.folder)
        self.parts = Victims(Voice(sys.stderr, quiet=True), guardian, self.state.own("log"))
        self.begun: dict[str, float] = {}
        self.meddler: subprocess.Popen[str] | None = None
        self.names = ["数据库", "消息队列", "worker1", "worker2", "beat1", "beat2"]

    def start(self, name: str) -> None:
        """Start one part, the dead one of that name forgotten."""
        self.parts.kill(name)
        self.begun[name] = time.monotonic()
        if name == "数据库":
            self.postgres.start(self.parts)
        elif name == "消息队列":
            self.valkey.start(self.parts)
        elif name.startswith("worker"):
            self._celery(name, "worker", "-c", "2", "-l", "error", "-n", f"{name}@chaos")
        else:
            kept = self.state.own("beat") / name
            self._celery(name, "beat", "-l", "error", "--pidfile=", "-s", str(kept))

    def kill(self, name: str) -> None:
        """Kill one part with everything it started."""
        self.parts.kill(name)
        if name == "数据库":
            for pid in _living_in(self.postgres.data, "postgres"):
                end_one(pid)

    def revive(self) -> None:
        """Start whoever is not up, as a supervisor would."""
        for name in self.names:
            if not self.parts.is_up(name):
                try:
                    self.start(name)
                except RefusedError:
                    continue  # the next round tries again

    def ask(self, *words: object) -> Any:
        """Run a step of ``bench.chaos_field``; return what it says."""
        command = [sys.executable, "-c", ASK, *map(str, words)]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return json.loads(done.stdout.splitlines()[-1])

    def meddle(self, seed: int) -> None:
        """Let members change places and stand in for one another until ``leave_alone``."""
        command = [sys.executable, "-c", ASK, "meddle", str(seed)]
        self.meddler = subprocess.Popen(
            command, cwd=ROOT, env=self.env, text=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )  # fmt: skip

    def leave_alone(self) -> None:
        """End the meddling; raise when it had ended by itself."""
        if self.meddler is None:
            return
        gone, self.meddler = self.meddler, None
        if gone.poll() is not None:
            assert gone.stderr is not None
            raise RuntimeError(gone.stderr.read()[-3000:])
        gone.kill()
        gone.communicate()

    def clear(self) -> None:
        """End all that runs and remove what it left."""
        if self.meddler is not None:
            self.meddler.kill()
            self.meddler.communicate()
        for name in reversed(self.names):
            self.kill(name)
        self.parts.stop()
        self.parts.guardian.dismiss()
        self.state.tidy()
        shutil.rmtree(self.state.services(), ignore_errors=True)
        shutil.rmtree(self.state.folder, ignore_errors=True)

    def _celery(self, name: str, *words: str) -> None:
        self.parts.start(name, [*CELERY, *words], aside=True, cwd=ROOT, env=self.env)


def end_one(pid: int) -> None:
    """Kill one process; it may be gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def play(seconds: int, seed: int, part: str = "") -> dict[str, Any]:
    """Set the stage, kill for ``seconds``, let it settle; return what was found."""
    stage = Stage(passing_state())
    try:
        stage.start("数据库")
        stage.start("消息队列")
        migrate = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(migrate, cwd=ROOT, env=stage.env, check=True)
        villages, gap = (100, 10) if seconds > 60 else (20, 4)  # seconds from turn to turn
        turns = max(2, seconds // gap)
        stage.ask("plant", villages, turns, gap)
        stage.revive()
        stage.meddle(seed)
        kills = _rage(stage, seconds, random.Random(seed), part)
        stage.leave_alone()
        late = stage.ask("left")
        settled = _settle(stage)
        found: dict[str, Any] = stage.ask("count", villages, turns)
        return found | {
            "seconds": seconds, "seed": seed, "kills": sum(kills.values()), "killed": dict(kills),
            "left_after_killing": late, "settled_s": settled,
        }  # fmt: skip
    finally:
        stage.clear()


def _rage(stage: Stage, seconds: int, chance: random.Random, part: str) -> Counter[str]:
    """Kill until the time is over. Who has just begun is mostly spared, else nothing would work.

    Where everything begins so slowly that nobody grew old, it goes on until some were killed. How
    long a program takes to begin is measured: the machine may be busy.
    """
    kills: Counter[str] = Counter()
    begun = time.monotonic()
    stage.ask("left")
    start = time.monotonic() - begun
    while (gone := time.monotonic() - begun) < seconds or (kills.total() < FEWEST and gone < LONG):
        time.sleep(chance.uniform(0.2, 1.5))
        stage.revive()
        now = time.monotonic()
        at_risk = [name for name in stage.names if name.startswith(part)]
        old = [name for name in at_risk if now - stage.begun[name] > _age(name, start, chance)]
        chosen = chance.sample(old, min(len(old), chance.choice([1, 1, 1, 2])))
        for name in chosen:
            stage.kill(name)
            kills[name] += 1
        time.sleep(chance.uniform(0, 0.6))
        stage.revive()
    return kills


def _age(name: str, start: float, chance: random.Random) -> float:
    """Return how old a part must be to be killed; now and then it is killed while it begins."""
    if name.startswith(("worker", "beat")):
        return chance.uniform(0.2, 5) * start
    return chance.uniform(0.5, 4)


def _settle(stage: Stage) -> float | None:
    """Wait until nothing is left to do; return how long that took, None when it never was."""
    began = time.monotonic()
    while time.monotonic() < began + PATIENCE:
        stage.revive()
        if stage.ask("left") == 0:
            return round(time.monotonic() - began, 1)
        time.sleep(1)
    return None


def main(words: list[str]) -> int:
    """Play for the seconds given; say what was found."""
    numbers, part = words[:2], "".join(words[2:])
    if len(words) > 3 or not all(word.isdecimal() for word in numbers):
        print("用法：python -m bench.chaos [秒数 [随机数种子 [只停哪一个]]]", file=sys.stderr)
        return 2
    given = dict(enumerate(map(int, numbers)))
    found = play(given.get(0, LONG), given.get(1, 1), part)
    print(json.dumps(found, ensure_ascii=False), flush=True)
    wrong = any(found[what] for what in WRONG)
    return int(wrong or found["settled_s"] is None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
