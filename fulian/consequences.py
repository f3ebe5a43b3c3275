"""What an upper app must do, or show beforehand, when a lower app's verb runs.

A lower app cannot import an upper one. The upper app registers two functions for a verb by name:
``preview`` says what would be affected, ``apply`` does it in the verb's own transaction.
Nothing happens that ``preview`` did not name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Effect:
    """Something a verb would touch: what it is, how many, and what will happen to it."""

    what: str
    count: int
    outcome: str


Preview = Callable[..., list[Effect]]
Apply = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Consequence:
    """One app's answer to one verb."""

    verb: str
    app: str
    preview: Preview
    apply: Apply
    room: str = ""


Share = Callable[..., list[tuple[str, str]]]

Watcher = Callable[[set[int | None]], None]

_watchers: list[Watcher] = []
_followers: dict[str, list[Consequence]] = {}
_sharers: dict[str, list[Share]] = {}


def follows(verb: str, *, app: str, preview: Preview, room: str = "") -> Callable[[Apply], Apply]:
    """Register the decorated function to run when ``verb`` does, with its ``preview``.

    Consequences run in the order their apps were loaded: lower apps first. An app with several
    rooms (homes, activities, care …) names the one that follows.
    Raises ``ValueError`` when the app, or that room of it, already follows the verb.
    """

    def keep(apply: Apply) -> Apply:
        known = _followers.setdefault(verb, [])
        if any((c.app, c.room) == (app, room) for c in known):
            raise ValueError(f"{app} {room} already follows {verb}".replace("  ", " "))
        known.append(Consequence(verb, app, preview, apply, room))
        return apply

    return keep


def consequences() -> list[Consequence]:
    """Return every registered consequence."""
    return [c for known in _followers.values() for c in known]


def preview_of(verb: str, **facts: Any) -> list[Effect]:
    """Return what ``verb`` with these ``facts`` would touch in the apps above."""
    return [e for c in _followers.get(verb, []) for e in c.preview(**facts) if e.count]


def preview_beside(said: str, verb: str, **facts: Any) -> list[Effect]:
    """Return what ``verb`` would touch in those apps above that do not follow ``said`` as well.

    For a verb that runs another: who follows both has told all of it for the first.
    """
    told = {(c.app, c.room) for c in _followers.get(said, [])}
    rest = [c for c in _followers.get(verb, []) if (c.app, c.room) not in told]
    return [e for c in rest for e in c.preview(**facts) if e.count]


def apply_all(verb: str, **facts: Any) -> None:
    """Let every follower of ``verb`` do its part, in this transaction."""
    for consequence in _followers.get(verb, []):
        consequence.apply(**facts)


def shares(verb: str) -> Callable[[Share], Share]:
    """Register a function that says what else ``verb`` may share out: keys, and what they are."""

    def keep(share: Share) -> Share:
        _sharers.setdefault(verb, []).append(share)
        return share

    return keep


def shared_by(verb: str, **facts: Any) -> list[tuple[str, str]]:
    """Return what the apps above let ``verb`` share out, by key; they follow it with the shares."""
    return [one for share in _sharers.get(verb, []) for one in share(**facts)]


def watches(watcher: Watcher) -> Watcher:
    """Register the decorated function to be told, at the end of every act that wrote in a county.

    It runs in the act's own transaction and is given the organisations it was recorded at; None
    among them stands for what belongs to no one organisation.
    """
    _watchers.append(watcher)
    return watcher


def tell_watchers(orgs: set[int | None]) -> None:
    """Tell every watcher which organisations an act touched."""
    for watcher in _watchers:
        watcher(orgs)
