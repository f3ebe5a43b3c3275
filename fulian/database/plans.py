"""Statements that are asked often and are long to plan: each server connection plans them once.

A pooler may give every transaction another connection of the server. So the statement is prepared
by SQL, which every pooler lets through, and whether this connection has it is asked in the same
breath. The wall stands: a kept plan asks for the county anew each time it is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

NAMED = re.compile(r"%\((\w+)\)s")
SMALL = 2**31
ONCE = """
DO $once$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_prepared_statements WHERE name = '{name}') THEN
        EXECUTE $text$ PREPARE {name}{types} AS {text} $text$;
    END IF;
END $once$;
EXECUTE {name}{values}
"""


def run(cursor: Any, query: str, facts: Mapping[str, Any]) -> None:
    """Execute ``query``, whose parameters are named, by the plan that is kept of it.

    The rows are ``cursor``'s. Each fact is a boolean, a number, a word, a day, a moment or a list
    of words or numbers; ``None`` has no type and raises ``TypeError``.
    """
    order = list(dict.fromkeys(NAMED.findall(query)))
    types = _listed(_type(facts[one]) for one in order)
    place = {one: f"${n}" for n, one in enumerate(order, 1)}
    text = NAMED.sub(lambda found: place[found[1]], query)
    name = f"kept_{sha256(f'{types};{text}'.encode()).hexdigest()[:32]}"
    values = _listed(f"%({one})s" for one in order)
    whole = ONCE.format(name=name, types=types, text=text.replace("%", "%%"), values=values)
    cursor.execute(whole, {one: facts[one] for one in order})
    cursor.nextset()


def _listed(words: Iterable[str]) -> str:
    """Return words in parentheses, or nothing: the database takes no empty ones."""
    said = ", ".join(words)
    return f" ({said})" if said else ""


def _type(fact: Any) -> str:
    """Return what the database calls a fact: the order matters, for a moment is a day."""
    match fact:
        case bool():
            return "boolean"
        case int():
            return "integer" if abs(fact) < SMALL else "bigint"
        case datetime():
            return "timestamptz"
        case date():
            return "date"
        case str():
            return "text"
        case [int(), *_]:
            return "bigint[]"
        case list():
            return "text[]"
    raise TypeError(f"a kept plan takes no {type(fact).__name__}")
