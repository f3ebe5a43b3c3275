"""Which duty an indicator comes from, in the words of who asks what a number rests on."""

from __future__ import annotations

from reports.catalogue.kinds import Indicator

BETWEEN = "、"
CLAUSES = {
    "A01": "会改联", "A02": "乡镇（街道）妇联组织区域化建设", "A03": "“1+N”组织网络",
    "A04": "片区联建", "A05": "企社联建", "A06": "妇女小组", "A07": "妇女小组长负责制",
    "A08": "新领域妇联组织", "A10": "团体会员", "A11": "女性社会组织", "A13": "党建带妇建",
    "A15": "班子结构", "A16": "妇女代表大会和换届", "A17": "主席进两委", "A18": "兼职副主席聘任",
    "A19": "执委的来源和结构", "A20": "四级联系制", "A21": "设岗定责制", "A22": "执委议事会制",
    "A23": "主席轮值制", "A24": "“四个一”轮值考核", "A25": "执委联系妇女群众制度",
    "A26": "联系工作台账", "A27": "工作公开制度", "A28": "工作指导", "A29": "片区包干",
    "A31": "妇女之家", "A32": "妇女微家", "A33": "示范妇女之家", "A34": "阵地联用",
    "A35": "网上妇女之家和工作群", "A36": "述职评议", "A37": "动态管理和激励表彰", "A38": "培训",
    "A39": "经费补贴", "A41": "最美庭院", "A42": "志愿服务队", "A43": "文明实践积分与礼遇",
    "A44": "执委妈妈看护队", "A45": "婚姻家庭纠纷调解", "A46": "帮扶慰问", "A47": "活动",
    "A48": "活动联办", "A49": "妇女诉求",
}  # fmt: skip


def clause_told(one: Indicator) -> str:
    """Return what an indicator rests on, in words: 片区联建、企社联建."""
    return BETWEEN.join(CLAUSES[clause] for clause in one.clause.split(BETWEEN))
