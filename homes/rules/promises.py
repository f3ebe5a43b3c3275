"""What the system never does, and the article each follows from (国办函〔2026〕12号, 2026-01-25).

No setting stands behind these switches: there is nothing to turn on. ``tests/homes/test_promises``
walks models, settings and addresses for what would break one.
"""

from __future__ import annotations

from dataclasses import dataclass

RULE = "《政务移动互联网应用程序规范化管理办法》（国办函〔2026〕12号）"


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing the system never does: what, what it does instead, from which clause."""

    title: str
    instead: str
    clause: str


PROMISES = (
    Promise("个人和组织排名", "只列出哪里还缺什么，按乡镇顺序排，不排先后。",
            "不得设置积分排名等强制性功能"),
    Promise("打卡、签到和定位", "会议由召集人记到会，活动凭姓名报名，不取位置。",
            "除安全应急外，不得设置打卡签到"),
    Promise("强制上传照片、视频和轨迹", "照片都是选填，不传也能办完每一件事。",
            "非必要不得强制上传工作照片、视频、轨迹"),
    Promise("统计登录次数和在线时长", "只记谁改了什么，不算谁上了几次、看了多久。",
            "不得统计在线时长"),
    Promise("使用情况通报", "没有安装率、使用率、登录率的报表，也不能导出。",
            "不得通报安装率、使用率，不得强制安装和登录"),
    Promise("积分和点赞、转发计数", "没有积分，也不数点赞、转发、学习时间。",
            "点赞、投票、转发、学习时长不得作为考核内容"),
    Promise("不过减负闸的填报", "发填报以前先查系统里有没有，问过没有，还要写明理由和期限。",
            "不得随意、多头、重复要求填表报数"),
    Promise("收手机号和身份证号的填报", "填报里写这些字发不出去；答复里像号码的也不收。",
            "个人信息保护法第六条：限于最小范围"),
    Promise("乡镇、村另建系统", "一个县一个空间，乡镇和村在里面办，不另建、不另装。",
            "第二条：县级以下原则上不得建设"),
)  # fmt: skip
ALSO = "投诉和建议随时可以写，不用留姓名，有期限，有答复。"
