"""What the lists of ``members`` share: who may read them, and their words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework import serializers

from fulian import crypto
from fulian.api import ListView, OrgDayQuery, View, listed

READ = "需要 members:read 权限。"
NAMES = "带 members:names 权限的令牌读到全名，没有的只读到姓，如“王**”"


class Row(serializers.Serializer[Any]):
    """Something in a list, at an organisation."""

    id = serializers.IntegerField(help_text="编号，翻页用。")
    org_code = serializers.CharField(help_text="组织代码。")


class MembersList(ListView):
    """A list for calling systems that may read seats."""

    needs = {"GET": "members.read_appointments"}

    @property
    def names(self) -> bool:
        """Whether the caller may read names."""
        return bool(self.request.user.has_perm("members.read_names"))

    def mask(self, rows: list[dict[str, Any]]) -> None:
        """Leave of the names what this caller may read."""
        for row in rows:
            if not self.names:
                row["name"] = crypto.mask_name(row["name"])


def read(
    operation: str,
    summary: str,
    row: type[serializers.Serializer[Any]],
    query: type[serializers.Serializer[Any]] = OrgDayQuery,
    *,
    says: str,
    tag: str = "任职",
) -> Callable[[type[View]], type[View]]:
    """Declare a list that ``members:read`` opens."""
    return listed(operation, summary, row, query, tag=tag, says=READ + says)
