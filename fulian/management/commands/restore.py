"""``manage.py restore FILE --verify``: put a backup in the place of what there is.

The file is checked before anything is touched. What is loaded has no rights for the site, so until
the last step, the walls, an interrupted restore serves nothing: every process that starts refuses.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import OperationalError
from django.db.migrations.loader import MigrationLoader

from fulian import checks
from fulian.database import archive, dump
from fulian.database.owner import as_owner
from fulian.management.plain import PlainCommand, Refused


class Command(PlainCommand):
    """Restore a backup."""

    help = "用备份恢复数据库和上传的文件；--verify 逐表核对。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and what may be thrown away for it."""
        parser.add_argument("file", type=Path, help="备份文件")
        parser.add_argument(
            "--verify", action="store_true", help="恢复后核对每张表、隔离墙和组织树"
        )
        parser.add_argument("--replace", action="store_true", help="数据库不是空的也恢复")
        parser.add_argument("--yes", action="store_true", help="不再询问")

    def act(self, **options: Any) -> None:
        """Check, ask, load, wall; with ``--verify`` prove that all of it is there."""
        try:
            with archive.opened(options["file"]) as (tar, manifest):
                _check_known(manifest)
                self._make_room(options, manifest)
                self._restore(tar, manifest, verify=options["verify"])
        except archive.NotABackup as refusal:
            raise Refused(str(refusal)) from refusal
        except OperationalError as busy:
            raise Refused(f"数据库连不上，或正在被使用，请先停下网站和后台任务：{busy}") from busy
        except dump.DumpFailed as failed:
            raise Refused(f"恢复没有完成，系统暂时不能使用，请再次恢复：{failed}") from failed

    def _make_room(self, options: dict[str, Any], manifest: archive.Manifest) -> None:
        with as_owner():
            there = len(dump.tables())
        if there and not options["replace"]:
            raise Refused(f"数据库里已有 {there} 张表。要用备份替换它们，请加 --replace。")
        if there:
            question = f"现有数据将全部换成 {manifest['at'][:16]} 的备份。"
            self.confirm(question, yes=options["yes"])

    def _restore(self, tar: Any, manifest: archive.Manifest, *, verify: bool) -> None:
        with tempfile.TemporaryDirectory() as folder, as_owner():
            file = archive.extract_dump(tar, Path(folder))
            try:
                dump.check(file)
            except dump.DumpFailed as failed:
                raise Refused(f"{failed}没有做任何改动。") from failed
            dump.empty()
            dump.load(file)
            if verify:
                _check_rows(manifest)
        files = archive.extract_media(tar, manifest)
        call_command("migrate", verbosity=0)
        cache.clear()  # sessions of a time that is gone
        self.say(
            f"已恢复 {manifest['at'][:16]} 的备份：{len(manifest['rows'])} 张表，{files} 个文件。"
        )
        if verify:
            self._verify()

    def _verify(self) -> None:
        if found := checks.breaches():
            raise Refused("隔离墙有缺口：" + "；".join(found))
        call_command("check_tree", stdout=self.stdout)
        self.say("核对完毕：每张表与备份一致，隔离墙完好。")


def _check_known(manifest: archive.Manifest) -> None:
    """Refuse a backup of a later version, whose tables this one does not know."""
    known = MigrationLoader(None).disk_migrations
    if any((app, name) not in known for app, name in manifest["migrations"]):
        raise Refused("这份备份来自更新的版本，请先升级本系统。没有做任何改动。")


def _check_rows(manifest: archive.Manifest) -> None:
    found, told = dump.row_hashes(), manifest["rows"]
    if wrong := sorted(t for t in found.keys() | told.keys() if found.get(t) != told.get(t)):
        raise Refused(f"恢复的内容与备份不一致，系统保持停用：{'、'.join(wrong)}。")
