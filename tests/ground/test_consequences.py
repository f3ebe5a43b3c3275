"""Consequences upward: previewed first, applied in the verb's own transaction, in app order."""

from __future__ import annotations

import pytest

from fulian import consequences
from fulian.consequences import Effect, apply_all, follows, preview_beside, preview_of


@pytest.fixture(autouse=True)
def log(monkeypatch):
    monkeypatch.setattr(consequences, "_followers", {})
    return []


def follower(log, verb, app, count, room=""):
    def preview(**facts):
        return [Effect(f"{app} 的岗位", count, "结束")]

    @follows(verb, app=app, preview=preview, room=room)
    def apply(**facts):
        log.append((app, facts))

    return apply


def test_previewed_and_applied_in_order(log):
    follower(log, "toys.break", "duties", 2)
    follower(log, "toys.break", "homes", 1)
    follower(log, "toys.mend", "homes", 5)
    assert preview_of("toys.break", toy=1) == [
        Effect("duties 的岗位", 2, "结束"),
        Effect("homes 的岗位", 1, "结束"),
    ]
    apply_all("toys.break", toy=1)
    assert log == [("duties", {"toy": 1}), ("homes", {"toy": 1})]
    assert [(c.verb, c.app) for c in consequences.consequences()] == [
        ("toys.break", "duties"), ("toys.break", "homes"), ("toys.mend", "homes"),
    ]  # fmt: skip


def test_effect_on_nothing_is_not_shown(log):
    follower(log, "toys.break", "duties", 0)
    assert preview_of("toys.break", toy=1) == []


def test_verb_nobody_follows(log):
    assert preview_of("toys.break", toy=1) == []
    apply_all("toys.break", toy=1)
    assert consequences.consequences() == []


def test_one_app_follows_a_verb_once(log):
    follower(log, "toys.break", "duties", 1)
    with pytest.raises(ValueError, match="duties already follows"):
        follower(log, "toys.break", "duties", 1)


def test_rooms_of_an_app_follow_a_verb_each(log):
    follower(log, "toys.break", "homes", 1, room="care")
    follower(log, "toys.break", "homes", 1, room="cards")
    follower(log, "toys.mend", "homes", 1, room="care")
    with pytest.raises(ValueError, match="homes care already follows"):
        follower(log, "toys.break", "homes", 1, room="care")
    assert len(preview_of("toys.break")) == 2
    assert len(preview_beside("toys.mend", "toys.break")) == 1  # the cards, not the care


def test_failure_of_a_follower_is_the_verbs_own(log):
    @follows("toys.break", app="duties", preview=lambda **facts: [])
    def apply(**facts):
        raise RuntimeError("cannot")

    follower(log, "toys.break", "homes", 1)
    with pytest.raises(RuntimeError, match="cannot"):
        apply_all("toys.break")
    assert log == []
