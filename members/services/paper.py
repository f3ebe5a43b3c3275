"""Contact lists on paper: printed with a reason, and each print on the record."""

from __future__ import annotations

from datetime import date

from members import rules
from members.queries.paper import contact_paper
from members.roster.paper import Paper
from orgs.models import Org, User
from orgs.services import record, verb


@verb("members.print_contacts", "打印通讯录")
def print_contacts(*, org: Org, on: date, by: User, whole: bool = False, reason: str = "") -> Paper:
    """Return how those in office at ``org`` and below are called, phones masked.

    With ``whole`` they are not, for who may see them and says why; raises ``ValidationError``
    otherwise. One print is one line of the record.
    """
    if whole:
        may = by.has_perm("members.reveal_person")
        rules.check_may_reveal_all(may=may, reason=reason)
    paper = contact_paper(org, on, whole=whole)
    what = "完整号码" if whole else "号码已遮住"
    record(org, by=by, reason=reason, name=f"{org.title} 通讯录 {paper.count} 人，{what}")
    return paper
