"""Links, chains and areas for calling systems: counts, and names only by permission."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from duties.models import LinkLevel
from duties.queries import machine_links as machine
from duties.queries.gaps import SAYS
from fulian import crypto
from fulian.api import OrgDayQuery
from members.api.common import NAMES, MembersList, Row, read

TAG = "联系"


class LinkQuery(OrgDayQuery):
    """Which links are asked for."""

    level = serializers.ChoiceField(LinkLevel.choices, required=False, help_text="联系层级。")


class LinkRow(Row):
    """A link in a list."""

    level = serializers.ChoiceField(LinkLevel.choices, help_text="联系层级。")
    appointment = serializers.IntegerField(help_text="联系人的任职编号。")
    name = serializers.CharField(help_text=f"联系人姓名。{NAMES}。")
    end = serializers.CharField(
        help_text="联系的是什么：person 人、group 小组、household 家庭、woman 妇女。"
    )
    below = serializers.IntegerField(allow_null=True, help_text="被联系人的任职编号；第四级为空。")
    below_name = serializers.CharField(help_text="被联系人姓名；家庭和妇女从不给出。")
    group = serializers.IntegerField(allow_null=True, help_text="妇女小组的编号。")
    is_primary = serializers.BooleanField(help_text="是不是主要联系人。")
    since = serializers.DateField(help_text="从这一天起。")
    until = serializers.DateField(allow_null=True, help_text="到这一天为止（不含当天）。")


@read(
    "list_links", "列出联系", LinkRow, LinkQuery,
    says=f"{NAMES}；登记的家庭和妇女从不给出姓名。按编号排列；", tag=TAG,
)  # fmt: skip
class Links(MembersList):
    """The liaison links."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the links that held on a day."""
        return machine.link_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Leave of the names what this caller may read."""
        self.mask(rows)
        for row in rows if not self.names else ():
            row["below_name"] = crypto.mask_name(row["below_name"])


class ChainRow(serializers.Serializer[Any]):
    """How far the chains of one organisation reach."""

    org_code = serializers.CharField(help_text="组织代码，翻页用。")
    linked_1 = serializers.IntegerField(help_text="有主席联系的副主席（I-LIA-1）。")
    total_1 = serializers.IntegerField(help_text="副主席。")
    linked_2 = serializers.IntegerField(help_text="有副主席联系的执委（I-LIA-2）。")
    total_2 = serializers.IntegerField(help_text="执委。")
    linked_3 = serializers.IntegerField(help_text="有执委联系的妇女代表（I-LIA-3）。")
    total_3 = serializers.IntegerField(help_text="妇女代表。")
    linked_4 = serializers.IntegerField(help_text="有妇女代表联系的妇女小组（I-LIA-4）。")
    total_4 = serializers.IntegerField(help_text="妇女小组。")
    whole_groups = serializers.IntegerField(help_text="一直连到主席的妇女小组（I-LIA-5）。")
    groups = serializers.IntegerField(help_text="妇女小组。")
    households = serializers.IntegerField(help_text="登记的家庭。")
    linked_households = serializers.IntegerField(help_text="有妇女代表联系的家庭。")
    whole_households = serializers.IntegerField(help_text="一直连到主席的家庭。")
    women = serializers.IntegerField(help_text="登记的妇女。")
    linked_women = serializers.IntegerField(help_text="有妇女代表联系的妇女。")
    whole_women = serializers.IntegerField(help_text="一直连到主席的妇女。")


@read(
    "list_chain_coverage", "列出联系覆盖", ChainRow,
    says="各组织四级联系接上了多少；只有数，不含姓名。按组织代码排列；", tag=TAG,
)  # fmt: skip
class ChainCoverage(MembersList):
    """How far chains reach, by organisation."""

    key = "org_code"

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the coverage of a day."""
        return machine.coverage_rows(wanted, on)


class GapQuery(OrgDayQuery):
    """Which gaps are asked for."""

    kind = serializers.ChoiceField(
        [(kind.value, says) for kind, says in SAYS.items()], required=False, help_text="断链种类。"
    )


class ChainGapRow(serializers.Serializer[Any]):
    """How many gaps of a kind an organisation has."""

    id = serializers.CharField(help_text="翻页用。")
    org_code = serializers.CharField(help_text="组织代码。")
    kind = serializers.CharField(help_text="断链种类。")
    says = serializers.CharField(help_text="种类的说法。")
    count = serializers.IntegerField(help_text="有几处。")


@read(
    "list_chain_gaps", "列出断链", ChainGapRow, GapQuery,
    says="各组织的联系哪里没有接上；只有数，不含姓名。按编号排列；", tag=TAG,
)  # fmt: skip
class ChainGaps(MembersList):
    """What chains lack, by organisation and kind."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the gaps of a day."""
        return machine.gap_rows(wanted, on)


class AreaRow(Row):
    """Somebody who answers for an area."""

    end = serializers.CharField(
        help_text="包什么：cluster 片区、village 村（社区）、group 小组、household 家庭。"
    )
    target = serializers.CharField(help_text="名称；家庭从不给出。")
    appointment = serializers.IntegerField(help_text="包干人的任职编号。")
    name = serializers.CharField(help_text=f"包干人姓名。{NAMES}。")
    since = serializers.DateField(help_text="从这一天起。")
    until = serializers.DateField(allow_null=True, help_text="到这一天为止（不含当天）。")


@read("list_areas", "列出包干", AreaRow, says=f"{NAMES}。按编号排列；", tag=TAG)
class Areas(MembersList):
    """Who answers for what."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the areas of a day."""
        return machine.area_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Leave of the names what this caller may read."""
        self.mask(rows)
