"""Indicators of who is in office: structure, head-counts, terms, training (A15-A19, A38)."""

from __future__ import annotations

from members.models import Education, PoliticalStatus, SourceCategory
from reports.catalogue.kinds import (
    BOTH,
    EVERYWHERE,
    IN_VILLAGES,
    Cut,
    Heading,
    Indicator,
    Kind,
)

REACH, CONTENT = Heading.REACH, Heading.CONTENT
RATE, COUNT, GAPS = Kind.RATE, Kind.COUNT, Kind.GAPS
ORGS = "乡镇（街道）和村（社区）组织"
OFFICERS = "主席、副主席、执委"
SEATS = "一人在两个组织任职的，在两个组织各计一次。"
PAGE = "“培训覆盖”页一人只计一次，县级和园区的班子也在内。"
HOST = "计在主办的组织，县里办的计在县里。"
AGES = {
    "35": "35岁以下",
    "45": "36至45岁",
    "55": "46至55岁",
    "over": "56岁以上",
    "": "年龄没有登记",
}


def _shape() -> list[Indicator]:
    """I-TEAM-8: who they are, by four facts; numbers only, never by name."""
    facts = [
        ("age", AGES), ("education", dict(Education.choices) | {"": "文化程度没有登记"}),
        ("party", dict(PoliticalStatus.choices) | {"": "政治面貌没有登记"}),
        ("source", dict(SourceCategory.choices) | {"": "来源类别没有登记"}),
    ]  # fmt: skip
    return [
        Indicator(f"I-TEAM-8.{fact}.{key or 'unknown'}", f"队伍结构：{label}", REACH, BOTH, COUNT,
                  "A19", f"在任{OFFICERS}中{label}的人数", what="appointment", unit="人",
                  is_sensitive=True, note=SEATS)
        for fact, labels in facts for key, label in labels.items()
    ]  # fmt: skip


TEAMS = [
    Indicator("I-TEAM-1", "班子结构达标率", REACH, BOTH, RATE, "A15",
              "主席、副主席、执委都达到职数的组织", ORGS,
              plain="班子达到职数", gap="班子没有达到职数"),
    Indicator("I-TEAM-2.chair", "主席人数", REACH, BOTH, COUNT, "A15", "在任主席",
              what="appointment", unit="人", note=SEATS),
    Indicator("I-TEAM-2.vice", "副主席人数", REACH, BOTH, COUNT, "A15", "在任副主席",
              what="appointment", unit="人", note=SEATS),
    Indicator("I-TEAM-2.executive", "执委人数（不含主席、副主席）", REACH, BOTH, COUNT, "A15",
              "在任执委，主席、副主席不算在内", what="appointment", unit="人", note=SEATS),
    Indicator("I-TEAM-2.committee", "执委人数（含主席、副主席）", REACH, BOTH, COUNT, "A15",
              "在任主席、副主席、执委合计", what="appointment", unit="人", note=SEATS),
    Indicator("I-TEAM-2.representative", "妇女代表人数", REACH, BOTH, COUNT, "A16", "在任妇女代表",
              what="appointment", unit="人", note=SEATS),
    Indicator("I-TEAM-3", "换届完成率", REACH, BOTH, RATE, "A16",
              "其中季末有在任届次的组织", "有过届次、上一届到季末已经届满的组织",
              plain="届满的换了届", gap="届满没有换届"),
    Indicator("I-TEAM-4", "主席进两委率", REACH, IN_VILLAGES, RATE, "A17",
              "其中进村（社区）党组织或者村（居）委会班子的", "在任的村（社区）妇联主席",
              plain="主席进了两委", gap="主席没有进两委", what="appointment", unit="人",
              note="分母是在任的主席；“职数达标”页的分母是村（社区），没有主席的也在内。"),
    Indicator("I-TEAM-5", "两委有女性率", REACH, IN_VILLAGES, RATE, "A17",
              "两委班子里至少有一名女性的村（社区）", "村（社区）",
              plain="两委班子有女性", gap="两委班子没有女性"),
    Indicator("I-TEAM-6", "主席配备率", REACH, BOTH, RATE, "A17", "有主席的组织", ORGS,
              plain="配了主席", gap="还没有主席"),
    Indicator("I-TEAM-7.elected", "兼职副主席（选举产生）", REACH, BOTH, COUNT, "A18",
              "在任兼职副主席中选举产生的", what="appointment", unit="人"),
    Indicator("I-TEAM-7.appointed", "兼职副主席（聘任）", REACH, BOTH, COUNT, "A18",
              "在任兼职副主席中聘任的", what="appointment", unit="人"),
    *_shape(),
    Indicator("I-TEAM-9", "空缺数", REACH, BOTH, GAPS, "A37", "空着的职数", "应配的职数",
              plain="职数空缺", gap="空缺", what="office"),
    Indicator("I-TEAM-9.days", "空缺天数", REACH, BOTH, COUNT, "A37",
              "空着的职数到季末一共空了多少天", what="office", unit="天"),
    Indicator("I-TRN-1", "任期内培训覆盖率", REACH, BOTH, RATE, "A38",
              "其中本次任职以来参加过干部培训的", f"在任{OFFICERS}",
              cut=Cut.TERM, plain="任期内培训过", gap="任期内还没有培训过", what="appointment",
              unit="人", note="数人，不数次；" + SEATS + PAGE),
    Indicator("I-TRN-2", "新任培训率", REACH, BOTH, RATE, "A38",
              "其中任职以来参加过干部培训的", f"到季末任职不满一年（365天）的{OFFICERS}",
              cut=Cut.TERM, plain="新任的培训过", gap="新任职，还没有培训过", what="appointment",
              unit="人", note=SEATS + PAGE),
    Indicator("I-TRN-3.sessions", "干部培训场次", REACH, EVERYWHERE, COUNT, "A38",
              "本季度办的干部培训", cut=Cut.QUARTER, what="training", unit="场", note=HOST),
    Indicator("I-TRN-3.times", "干部培训人次", REACH, EVERYWHERE, COUNT, "A38",
              "本季度参加干部培训的人次", cut=Cut.QUARTER, what="training", unit="人次",
              note=HOST),
    Indicator("I-TRN-3.women", "妇女培训人次", REACH, EVERYWHERE, COUNT, "A38",
              "本季度参加面向妇女的培训的人次", cut=Cut.QUARTER, what="training", unit="人次",
              note=HOST),
    Indicator("I-EVAL-4", "表彰数", CONTENT, EVERYWHERE, COUNT, "A37", "本季度受表彰的集体和个人",
              cut=Cut.QUARTER, what="commendation"),
    Indicator("I-EVAL-5", "调整数", CONTENT, EVERYWHERE, COUNT, "A37",
              "本季度因为不胜任岗位、不认真履职而离任的主席、副主席、执委",
              cut=Cut.QUARTER, what="appointment", unit="人"),
]  # fmt: skip
