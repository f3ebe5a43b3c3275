"""What somebody typed into a search box: its words, and the rows they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet

from fulian.pinyin import is_spelled, sounds_like

WORDS = 8  # each word is one more condition: a page pasted by mistake asks for hundreds
LENGTH = 200

# Given all words at once, what each of them finds: a finder reads what it needs only once.
Finder = Callable[[Sequence[str]], Mapping[str, QuerySet[Any]]]


def words_of(text: str) -> list[str]:
    """Return the different words of ``text`` in their order: of its first 200 signs, 8 at most."""
    return list(dict.fromkeys(text[:LENGTH].split()))[:WORDS]


def meant(text: str, finders: Mapping[str, Finder], plain: Callable[[str], Q] | None = None) -> Q:
    """Condition: every word of ``text`` is found through one of ``finders``, or is ``plain``ly so.

    ``finders`` are by the column that must hold a key they find. Letters with spaces are several
    words, or the spelling of one (zhang xiao).
    """
    words = words_of(text)
    spelt = "".join(words)
    whole = [spelt] if len(words) > 1 and is_spelled(spelt) else []
    found = {column: finder([*words, *whole]) for column, finder in finders.items()}

    def said(word: str) -> Q:
        says = plain(word) if plain else Q()
        for column, keys in found.items():
            says |= one_of(column, keys[word])
        return says

    every = Q()
    for word in words:
        every &= said(word)
    for word in whole:
        every |= said(word)
    return every


class _IsOneOf(Func):
    """Whether a key is in an array."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def one_of(column: str, keys: QuerySet[Any]) -> Q:
    """Condition: ``column`` is one of ``keys``: they are found once, before order and reach.

    Else a list of the first fifty walks the whole county in its order to find them.
    """
    return Q(_IsOneOf(F(column), ArraySubquery(keys.order_by().values("pk"))))


def heard(rows: QuerySet[Any], column: str, words: Sequence[str]) -> dict[str, list[str]]:
    """Return for each word of Latin letters the names in ``column`` that sound like it.

    Pinyin is computed, not stored; the names are read once, and a process remembers how they sound.
    """
    typed = {word: word.lower() for word in words if is_spelled(word)}
    if not typed:
        return {}
    names = list(rows.order_by().values_list(column, flat=True).distinct())
    return {
        word: [name for name in names if sounds_like(name, letters)]
        for word, letters in typed.items()
    }
