"""Finding by what somebody types: organisations by name, pinyin, initials, code; who may act.

Pinyin is computed, not stored: reading the nation's names would take three times as long as
planting its trees. A county has two thousand organisations at most, and a process remembers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from fulian.searching import heard
from orgs.models import AccessGrant, Org

CODE = re.compile(r"(\d{6}|\d{9}|\d{12}(-\d{1,3})*)", re.ASCII)
LAST = "\U0010ffff"


def is_code(text: str) -> bool:
    """Say whether what was typed is an organisation's code, or the beginning it shares."""
    return CODE.fullmatch(text.strip()) is not None


def begins(column: str, text: str) -> Q:
    """Condition: the column begins with ``text``, as a comparison the walls let an index answer."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + LAST})


def places(words: Sequence[str]) -> dict[str, QuerySet[Org]]:
    """Return for each word the organisations in reach called so: part of a name, or a code.

    Latin letters are looked for in the pinyin too (bailian, bl and blc find 白莲村); the code of a
    county or a township finds what lies below it as well.
    """
    rows, spelt = Org.objects.all(), heard(Org.objects.all(), "short_name", words)
    return {word: rows.filter(_called(word, spelt.get(word, []))) for word in words}


def holders(words: Sequence[str]) -> dict[str, QuerySet[AccessGrant]]:
    """Return for each word the grants in reach of who is called so, or sounds so."""
    rows = AccessGrant.objects.all()
    spelt = heard(rows, "holder", words)
    return {
        word: rows.filter(Q(holder__icontains=word) | Q(holder__in=spelt.get(word, [])))
        for word in words
    }


def _called(word: str, names: list[str]) -> Q:
    told = Q(short_name__icontains=word) | Q(name__icontains=word)
    if names:
        told |= Q(short_name__in=names)
    return told | begins("code", _stem(word)) if word[0].isdigit() else told


def _stem(word: str) -> str:
    """Return what all codes at and below the typed one begin with."""
    if not is_code(word):
        return word
    stem = word.rstrip("0") if len(word) == 12 and word.endswith("000") else word
    return stem.ljust(6 if len(stem) <= 6 else 9 if len(stem) <= 9 else len(stem), "0")
