"""``manage.py open_county CODE``: show what opening would write, ask, and open."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.utils import timezone

from fulian.management.plain import PlainCommand
from orgs import services
from orgs.management.places import link
from orgs.models import County, Level
from orgs.queries.divisions import Proposal, proposal_for


class Command(PlainCommand):
    """Open a county from its code."""

    help = "按 6 位代码开通一个县（市、区）：先列出将要写入的内容，确认后写入。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the code, and what to leave out."""
        parser.add_argument("code", help="县（市、区）的 6 位代码")
        parser.add_argument("--yes", action="store_true", help="不再询问")
        parser.add_argument("--dry-run", action="store_true", help="只显示，不写入")
        parser.add_argument("--without", nargs="+", action="extend", default=[], metavar="CODE",
                            help="不要的乡镇（连同所辖的村）或村")  # fmt: skip
        parser.add_argument("--admin-phone", default="", help="首位县管理员的手机号")
        parser.add_argument("--admin-name", default="", help="首位县管理员的姓名")

    def act(self, **options: Any) -> None:
        """Show, ask, open; a county that is open stays as it is."""
        proposal = proposal_for(options["code"]).adjusted(without=options["without"])
        if County.objects.filter(code=proposal.code, opened_at__isnull=False).exists():
            self.say(f"{proposal.name}（{proposal.code}）已经开通，没有做任何改动。")
            return
        self._show(proposal)
        if options["dry_run"]:
            self.say("只是查看，没有写入。")
            return
        self.confirm(f"开通{proposal.name}？", yes=options["yes"])
        self._open(proposal, options)

    def _open(self, proposal: Proposal, options: dict[str, Any]) -> None:
        now = timezone.now()
        try:
            opened = services.open_county(
                code=proposal.code,
                on=timezone.localdate(now),
                at=now,
                by=None,
                without=options["without"],
                admin_phone=options["admin_phone"],
                admin_name=options["admin_name"],
            )
        except ValidationError as refusal:
            if refusal.code != "county_opened":  # another was quicker
                raise
            self.say(refusal.messages[0])
            return
        self.say(f"已开通{proposal.name}，写入 {opened.written} 个组织。7 天内可以撤销：")
        self.say(f"  manage.py undo_opening {proposal.code}")
        if opened.code:
            self.say(f"县管理员的一次性登录链接（24 小时内有效）：{link(opened.code)}")

    def _show(self, proposal: Proposal) -> None:
        self.say(f"{proposal.name}（{proposal.code}） {proposal.path}")
        for level, title in ((Level.TOWNSHIP, "乡级"), (Level.VILLAGE, "村级")):
            listed, counted = len(proposal.of(level)), proposal.counted(level)
            self.say(f"{title}：共 {listed} 个，计入总数 {counted} 个")
        if len(proposal.units) == 1:
            self.say("区划表里它下面没有乡镇和村，只会建立县级组织。")
        for township, villages in proposal.townships:
            counted = sum(village.is_counted for village in villages)
            note = "" if township.is_counted else f"，{township.place.label}，本身不计入乡级总数"
            self.say(f"  {township.code} {township.name}：{len(villages)} 村，计入 {counted}{note}")
        for unit in proposal.flagged:
            if unit.level == Level.VILLAGE:
                self.say(f"  不计入：{unit.code} {unit.name}（{unit.place.label}）")
