"""Finding an organisation by what somebody types: a name, its pinyin or initials, a code.

Pinyin is computed, not stored: reading the nation's names would take three times as long as
planting its trees. A county has two thousand organisations at most, and a process remembers.
"""

from __future__ import annotations

from django.db.models import Q

from fulian.pinyin import is_spelled, sounds_like
from orgs.models import Org


def called(word: str) -> Q:
    """Condition: the organisation is called ``word``: part of a name, or the start of a code.

    Latin letters are looked for in the pinyin too: bailian, bl and blc find 白莲村.
    """
    told = Q(short_name__icontains=word) | Q(name__icontains=word) | Q(code__startswith=word)
    if not is_spelled(word):
        return told
    typed = word.lower()
    names = Org.objects.order_by().values_list("pk", "short_name")
    return told | Q(pk__in=[pk for pk, name in names if sounds_like(name, typed)])
