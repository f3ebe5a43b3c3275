"""Which columns a roster has, by which heads they are found, and how each cell is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from members.models import Education, Employment, GroupKind, Office, PoliticalStatus, SourceCategory

NOTE = re.compile(r"\((必填|选填|可不填|文本|重要)\)$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the fact it holds, its head, what else the head may be called, and what fits in.

    ``needed`` columns must be there. ``offered`` are the words of a closed list, ``taken`` all
    that are understood, each with the value it stands for.
    """

    key: str
    head: str
    kind: str = "text"
    needed: bool = False
    longest: int = 60
    called: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    taken: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""


def plain(text: str) -> str:
    """Return a head or a word as it is compared: narrow, without blanks and marks."""
    narrow = re.sub(r"[\s*:]+", "", unicodedata.normalize("NFKC", text))
    return NOTE.sub("", narrow)


def _words(choices: type, **others: str) -> dict[str, str]:
    labels = {plain(label): value for value, label in choices.choices}  # type: ignore[attr-defined]  # TextChoices
    return labels | {plain(word): value for word, value in others.items()}


OFFICES = _words(
    Office, 妇联主席="chair", 妇联副主席="vice_chair", 专职副主席="vice_chair:full_time",
    兼职副主席="vice_chair:part_time", 挂职副主席="vice_chair:seconded",
    执行委员="executive_member", 妇联执委="executive_member", 代表="representative",
    小组长="group_leader",
)  # fmt: skip
STATUSES = _words(
    PoliticalStatus, 党员="party", 中国共产党党员="party", 预备党员="probationary", 团员="league"
)
SCHOOLING = _words(
    Education, 小学="primary", 文盲="primary", 高中="senior", 中专="senior", 职高="senior",
    专科="college", 大学="bachelor", 大学本科="bachelor", 硕士="master", 博士="master",
)  # fmt: skip
GROUPS = _words(
    GroupKind, 自然村="hamlet", 自然屯="hamlet", 村组="villager_group", 网格="grid", 楼栋="building"
)
COLUMNS = (
    Column("township", "乡镇", needed=True, called=("乡镇(街道)", "乡镇街道", "街道"),
           hint="写乡镇（街道）的名称，例如：白莲镇。县级组织的人写县妇联的名称。"),
    Column("village", "村（社区）", needed=True,
           called=("村", "社区", "村社区", "村居", "村(居)", "村/社区", "行政村"),
           hint="写村（社区）的名称或 12 位代码；乡镇（街道）一级的人不填。只写村名不写乡镇不行。"),
    Column("name", "姓名", needed=True, longest=40, hint="必填。"),
    Column("office", "职务", "office", needed=True, called=("妇联职务",),
           offered=tuple(Office.labels), taken=OFFICES, hint="必填，从列表里选。"),
    Column("since", "任职日期", "day", needed=True, called=("任职时间",),
           hint="必填，写到年月日，例如：2026年1月5日、2026.1.5、2026/1/5。"),
    Column("phone", "手机号", "phone", called=("手机号码", "手机", "联系电话", "电话"),
           hint="11 位。填了手机号的，除妇女小组长外同时开通账号。"),
    Column("id_number", "身份证号", "id", called=("身份证", "身份证号码", "公民身份号码"),
           hint="18 位，可以不填。这一列是文本格式，请不要改成数字。"),
    Column("birth_on", "出生日期", "day", called=("出生年月日", "出生年月", "生日"),
           hint="填了身份证号的可以不填。"),
    Column("ethnic_group", "民族", longest=20, hint="例如：汉族。"),
    Column("political_status", "政治面貌", "choice", offered=tuple(PoliticalStatus.labels),
           taken=STATUSES, hint="从列表里选。"),
    Column("education", "文化程度", "choice", called=("学历",), offered=tuple(Education.labels),
           taken=SCHOOLING, hint="从列表里选。"),
    Column("occupation", "职业", hint="例如：教师、个体户。"),
    Column("employer", "工作单位", longest=80, called=("单位",), hint="有单位的填写。"),
    Column("job_title", "单位职务", hint="在工作单位的职务。"),
    Column("source_category", "来源类别", "choice", called=("来源",),
           offered=tuple(SourceCategory.labels), taken=_words(SourceCategory),
           hint="从列表里选。"),
    Column("employment", "任职方式", "choice", offered=tuple(Employment.labels),
           taken=_words(Employment), hint="只有副主席填写。"),
    Column("group", "妇女小组", longest=40, called=("小组", "小组名称", "妇女小组名称"),
           hint="只有妇女小组长填写。还没有的小组，同时填写小组类别，就会一起新建。"),
    Column("group_kind", "小组类别", "choice", called=("单元类别", "妇女小组类别"),
           offered=tuple(GroupKind.labels), taken=GROUPS,
           hint="从列表里选。新建小组时必填；已有的小组可以不填。"),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
HEADS = {plain(word): column for column in COLUMNS for word in (column.head, *column.called)}
