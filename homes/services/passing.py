"""Letters that wait where an organisation ends: somebody else answers them."""

from __future__ import annotations

from django.db.models import F, QuerySet

from homes.models import Letter
from homes.queries.letters import above_of
from orgs.models import Org, User
from orgs.services import nothing_to_do, record, verb


def letters_passing(org: Org) -> QuerySet[Letter]:
    """Return the letters that wait for an answer of ``org`` and name no readers.

    Those by name follow the seats by themselves (``name_readers``).
    """
    rows = Letter.rows.filter(to_org=org, status=Letter.Status.NEW, readers__isnull=True)
    return rows.order_by("pk")


@verb("homes.pass_letters", "来信随组织变动转交")
def pass_letters(*, org: Org, to: Org | None, by: User | None) -> int:
    """Let ``to``, else the level above, answer what waits at ``org``; return how many letters.

    Whoever was to answer there is let off.
    """
    heir, waiting = to or above_of(org), letters_passing(org)
    numbers = list(waiting.values_list("pk", flat=True))
    if heir is None or not numbers:
        nothing_to_do()
        return 0
    waiting.update(to_org=heir, assignee=None, version=F("version") + 1)
    record(heir, by=by, name=f"{heir.title} {len(numbers)} 封")
    return len(numbers)
