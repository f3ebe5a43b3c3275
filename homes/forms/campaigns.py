"""What is filled in for a theme of a year or a campaign."""

from __future__ import annotations

from fulian.admin import ActForm
from homes.forms.fields import day, one_of, words
from homes.models import CampaignKind


class CampaignForm(ActForm):
    """A theme or campaign: its name, its days, a sentence."""

    kind = one_of("类别", CampaignKind.choices, chips=True)
    name = words("名称", 40, hint="例如：2026年组织大培训。")
    since = day("开始日期")
    until = day("结束日期", required=False, hint="没有定就不填。到这一天为止（不含当天）。")
    says = words("说明", 300, required=False, rows=3)
