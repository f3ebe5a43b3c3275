"""What everybody reads is kept for the next reader until something in the county changes.

Every write to a scoped table *stirs* its county: in the writing transaction itself, the last thing
before it ends, the county gets another token, and no page drawn before is used any more
(decisions/0021). It follows from the table written, whoever writes it and however; ``QUIET`` names
the few that change all day and that no public page may read. A page drawn from a quiet table is
shown, but not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

# Written all day long and never shown to everybody; a table that is not here stirs.
QUIET = frozenset({
    "orgs_record", "orgs_accessgrant", "orgs_countysession", "orgs_helprequest", "orgs_claimcode",
    "orgs_savedfilter", "members_rosterimport", "members_trainingattendance",
    "duties_due", "duties_message", "duties_notice", "duties_channel", "duties_dutylogentry",
    "duties_logamendment", "duties_ledgerentry", "duties_ledgerfollowup", "duties_ledgertransfer",
    "duties_sensitiveentry", "duties_glassbreak", "duties_needrequest", "duties_dispatch",
    "duties_dispatchreceipt", "duties_assignedtask", "duties_fouronescheck", "duties_handover",
    "duties_meetingattendance", "duties_itemcomment", "duties_household", "duties_woman",
    "duties_liaisonlink", "duties_appraisalanswer", "duties_appraisalword",
    "homes_signup", "homes_letter", "homes_carecase", "homes_carechild", "homes_carepairing",
    "homes_carevisit", "homes_sixchecks", "homes_requestanswer", "homes_volunteeractivity",
    "homes_serviceshare", "homes_courtyardscore",
    "reports_quarterlycoveragereport", "reports_townshipconfirmation", "reports_quarterleaf",
    "reports_touched", "reports_reportedtotal", "reports_reportexception",
})  # fmt: skip
# Outside the walls; the state a page is kept with holds what it shows of them.
ALONGSIDE = frozenset({"orgs_county", "orgs_publicversion"})
# What a statement begins with that writes only columns no public page shows.
UNSEEN = "/* unseen */"
# A county has one row, under the county's own key: no number is drawn for it.
STIR = """
INSERT INTO orgs_publicversion (id, county_id, token) VALUES (%(it)s, %(it)s, gen_random_uuid())
ON CONFLICT (county_id) DO UPDATE SET token = EXCLUDED.token
"""
NAME = r'(?:"?public"?\.)?"?(\w+)"?'
WRITE = re.compile(
    rf"\b(?:INSERT\s+INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?|MERGE\s+INTO)\s+{NAME}", re.I
)
READ = re.compile(rf"\b(?:FROM|JOIN)\s+(?:ONLY\s+)?{NAME}", re.I)
PLAIN_WRITES = ("INSERT", "UPDATE", "DELETE")
WRITES = (*PLAIN_WRITES, "MERGE")


@cache
def loud() -> frozenset[str]:
    """Return the tables whose writing stirs: all within the walls but the quiet ones."""
    models = apps.get_models(include_auto_created=True)
    scoped = {one._meta.db_table for one in models if hasattr(one, "org_path")}
    return frozenset(scoped - QUIET)


def stirs(sql: Any) -> bool:
    """Say whether a statement writes a table from which public pages are drawn."""
    text = sql if isinstance(sql, str) else str(sql)
    if text.startswith(UNSEEN):
        return False
    head = text.lstrip()[:6].upper()
    if head == "SELECT" and "INTO" not in text and "UPDATE" not in text:
        return False
    if head in PLAIN_WRITES:
        found = WRITE.match(text.lstrip())
        return found is not None and found[1].lower() in loud()
    capitals = text.upper()  # a long statement that only reads is told from one that writes at once
    if not any(word in capitals for word in WRITES):
        return False
    return any(one[1].lower() in loud() for one in WRITE.finditer(text))


class Reading:
    """Which tables were read while a page was drawn."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    @property
    def unsafe(self) -> set[str]:
        """Those read that do not stir when they are written: such a page is not to be kept."""
        known = {one._meta.db_table for one in apps.get_models(include_auto_created=True)}
        return (self.tables & known) - loud() - ALONGSIDE


@contextmanager
def reading() -> Iterator[Reading]:
    """Note which tables are read from here on."""
    seen = Reading()

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        seen.tables |= {one.lower() for one in READ.findall(str(sql))}
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen
