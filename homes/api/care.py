"""Figures of care for calling systems, by township; nothing about a child is ever given."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from fulian.api import DayQuery, PageQuery
from homes.queries import care_figures as reads
from homes.rules.care_figures import NOT_SHOWN
from members.api.common import MembersList, read

FEW = "不足 5、或者能推算出不足 5 的为空。"


class CareQuery(DayQuery, PageQuery):
    """As of which day; visits are those of its month."""


class CareRow(serializers.Serializer[Any]):
    """The care of one township."""

    org_code = serializers.CharField(help_text="乡镇（街道）组织代码，翻页用。")
    villages = serializers.IntegerField(help_text="村（社区）数。")
    teams = serializers.IntegerField(help_text="有看护队的村（社区）数（I-CARE-1）。")
    children = serializers.IntegerField(allow_null=True, help_text=f"登记的看护对象。{FEW}")
    paired = serializers.IntegerField(allow_null=True, help_text=f"已结对的（I-CARE-2）。{FEW}")
    execs = serializers.IntegerField(help_text="村（社区）妇联的主席、副主席和执委人数。")
    paired_execs = serializers.IntegerField(
        allow_null=True, help_text=f"其中结对看护的（I-CARE-3）。{FEW}"
    )
    due = serializers.IntegerField(allow_null=True, help_text=f"当月应走访的结对。{FEW}")
    done = serializers.IntegerField(
        allow_null=True, help_text=f"其中已上门并见到孩子的（I-CARE-4）。{FEW}"
    )
    visits = serializers.IntegerField(allow_null=True, help_text=f"当月走访次数。{FEW}")
    complete = serializers.IntegerField(
        allow_null=True, help_text=f"其中六看六问完成的（I-CARE-5）。{FEW}"
    )


@read(
    "list_care_figures", "列出看护队的数字", CareRow, CareQuery, tag="看护",
    says="每个乡镇（街道）一行，只有数字。孩子的姓名和情况从不给出。按组织代码排列；",
)  # fmt: skip
class Care(MembersList):
    """The figures of care, by township."""

    query = CareQuery
    key = "org_code"

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the townships' figures on a day, as they may be shown."""
        lines = reads.table_of(on, by_town=True).lines
        return sorted((_row(line) for line in lines), key=lambda row: row["org_code"])


def _row(line: reads.ShownLine) -> dict[str, Any]:
    cells = line.cells
    pairs = {("paired", "children"): "paired", ("done", "due"): "done",
             ("complete", "visits"): "complete", ("paired_execs", "execs"): "execs",
             ("teams", "villages"): "teams"}  # fmt: skip
    row: dict[str, Any] = {"org_code": line.org.code}
    for names, column in pairs.items():
        for name, said in zip(names, cells[column], strict=True):
            row[name] = None if said == NOT_SHOWN else int(said)
    return row
