"""Everything that comes round by itself (domain A.8), in one place: when, and who does it.

Handovers and quarterly reports have rows of their own, on days of their own.
"""

from __future__ import annotations

from datetime import date, datetime

from duties.rules import seasons as days
from duties.services.appraisals import keep_outcomes
from duties.services.calendar import open_reports, remind_training, warn_of_terms
from duties.services.channels import daily_digest, weekly_digest
from duties.services.contacts import remind_contacts
from duties.services.dispatches import remind_dispatches
from duties.services.nudges import (
    chase_handovers,
    check_rotations,
    remind_four_ones,
    warn_of_leave,
)
from duties.services.register import purge_contacts
from duties.services.seasons import SEASONS, Season, come_round
from duties.services.watching import watch_chains

__all__ = ["SEASONS"]
DAILY = ("每天", days.daily)
WEEKLY = ("每周一", days.mondays)


def _keep_outcomes(*, on: date, at: datetime) -> int:
    return keep_outcomes(on=on)


def _purge(*, on: date, at: datetime) -> int:
    return purge_contacts(on=on)


for one in (
    Season("duties.warn_of_terms", "任期届满提醒", *DAILY, warn_of_terms),
    Season("duties.warn_of_leave", "轮值遇请假提醒", *DAILY, warn_of_leave),
    Season("duties.remind_four_ones", "“四个一”提醒", *DAILY, remind_four_ones),
    Season("duties.chase_handovers", "催办未确认的交接", *DAILY, chase_handovers),
    Season("duties.watch_chains", "断链提醒", *DAILY, watch_chains),
    Season("duties.remind_dispatches", "通知、任务到期提醒", *DAILY, remind_dispatches),
    Season("duties.daily_digest", "每日提醒（系统外）", *DAILY, daily_digest),
    Season("duties.weekly_digest", "每周提醒（系统外）", *WEEKLY, weekly_digest),
    Season("duties.check_rotations", "轮值安排检查", *WEEKLY, check_rotations),
    Season("duties.remind_training", "培训缺口", "每月 5 日", days.monthly(5), remind_training),
    Season(
        "duties.remind_contacts", "联系次数提醒", "每月 21 日", days.monthly(21), remind_contacts
    ),
    Season("duties.keep_outcomes", "留存群众评议结果", *DAILY, _keep_outcomes),
    Season("duties.purge_contacts", "清除停止联系满一年的姓名", *DAILY, _purge),
    Season("duties.open_reports", "述职提醒", "每年 12 月 1 日", days.yearly(12, 1), open_reports),
):
    come_round(one)
