"""Indicators of how far organisation reaches: places, fields, units, money (A01-A14, A39)."""

from __future__ import annotations

from reports.catalogue.kinds import (
    BOTH,
    EVERYWHERE,
    IN_COUNTY,
    IN_TOWNSHIPS,
    IN_VILLAGES,
    Cut,
    Heading,
    Indicator,
    Kind,
)

REACH, AIM = Heading.REACH, Heading.AIM
RATE, COUNT, MEAN = Kind.RATE, Kind.COUNT, Kind.MEAN
TOWNSHIPS, VILLAGES = "乡镇（街道）", "村（社区）"

ORGANISATIONS = [
    Indicator("I-ORG-1", "会改联完成率", REACH, IN_VILLAGES, RATE, "A01",
              "已建妇联的村（社区）", VILLAGES,
              plain="已建妇联", gap="还没有改建妇联"),
    Indicator("I-ORG-2", "区域化建设完成率", REACH, IN_TOWNSHIPS, RATE, "A02",
              "区域化建设已完成的乡镇（街道）", TOWNSHIPS,
              plain="完成了区域化建设", gap="区域化建设还没有完成"),
    Indicator("I-ORG-3", "新领域妇联组织（本季度新建）", REACH, EVERYWHERE, COUNT, "A08",
              "本季度在园区、楼宇、市场、两新组织等新领域新建的妇联组织", cut=Cut.QUARTER),
    Indicator("I-ORG-3.all", "新领域妇联组织（现有）", REACH, EVERYWHERE, COUNT, "A08",
              "季末在园区、楼宇、市场、两新组织等新领域的妇联组织"),
    Indicator("I-ORG-4", "园区妇联覆盖率", REACH, IN_COUNTY, RATE, "A08",
              "建了妇联、妇委会、妇工委或者联合妇联的园区", "行政区划里的园区",
              plain="园区建了妇联组织", gap="还没有妇联组织",
              note="园区不计入乡镇总数，只在这个指标里统计。"),
    Indicator("I-ORG-5", "团体会员数", REACH, IN_COUNTY, COUNT, "A10", "季末的团体会员",
              what="group_member", unit="家"),
    Indicator("I-ORG-6", "区域化成员单位数", REACH, IN_TOWNSHIPS, COUNT, "A03",
              "季末参加区域化妇联组织的单位", what="member_unit", unit="家"),
    Indicator("I-ORG-7", "社区联建率", REACH, IN_VILLAGES, RATE, "A04、A05",
              "编在片区联建、企社联建里的社区", "社区",
              plain="参加了联建", gap="没有参加片区联建或者企社联建"),
    Indicator("I-ORG-7.clusters", "联建片区数", REACH, IN_TOWNSHIPS, COUNT, "A04、A05",
              "季末的片区联建和企社联建", what="cluster"),
    Indicator("I-ORG-8", "妇女小组覆盖率", REACH, IN_VILLAGES, RATE, "A06、A07",
              "有组长的妇女小组", "妇女小组",
              plain="妇女小组有组长", gap="没有组长", what="group"),
    Indicator("I-SOC-1", "培育女性社会组织达标率", AIM, IN_TOWNSHIPS, RATE, "A11",
              "本级或者辖区的村（社区）至少培育了一家女性社会组织的",
              "完成区域化建设的乡镇（街道）",
              plain="培育了女性社会组织", gap="还没有培育女性社会组织"),
    Indicator("I-SOC-2", "示范家引进女性社会组织率", AIM, BOTH, RATE, "A11",
              "引进了女性社会组织的", "市级以上示范妇女之家",
              plain="示范妇女之家引进了社会组织", gap="没有引进社会组织", what="home"),
    Indicator("I-FUND-1", "经费到位率", REACH, EVERYWHERE, RATE, "A39",
              "本年度已到位的经费（元）", "本年度应拨的经费（元）",
              cut=Cut.YEAR, plain="经费到位", gap="经费没有到齐", what="funding", unit="元",
              hundredths=True, note="拨付日期没有登记，按填报时的年度数计。"),
    Indicator("I-FUND-2", "人均经费", REACH, EVERYWHERE, MEAN, "A39",
              "按人头划拨已到位的经费（元）", "按人头划拨的人数",
              cut=Cut.YEAR, what="funding", unit="元", hundredths=True),
    Indicator("I-GOV-3", "纳入党建考核率", REACH, IN_TOWNSHIPS, RATE, "A13",
              "妇建工作已纳入党建考核的乡镇（街道）", TOWNSHIPS,
              plain="纳入了党建考核", gap="还没有纳入党建考核"),
    Indicator("I-GOV-4", "指导文件签收率", AIM, BOTH, RATE, "A28",
              "其中已签收的", "本季度发给各组织的指导文件（一个组织一份算一件）",
              cut=Cut.QUARTER, plain="指导文件签收了", gap="没有签收", what="receipt", unit="件"),
]  # fmt: skip
