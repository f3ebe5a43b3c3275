"""``manage.py backup FILE``: database and media into one file, the keys into ``FILE.keys``."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from fulian.database import archive, dump
from fulian.database.owner import as_owner
from fulian.management.plain import PlainCommand, Refused


class Command(PlainCommand):
    """Back up what there is at one moment; the site may go on working."""

    help = "备份数据库和上传的文件；密钥另存为 FILE.keys，请分开保管。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="备份文件（不能已经存在）")

    def act(self, **options: Any) -> None:
        """Write both files, or none."""
        file: Path = options["file"]
        keys = file.with_name(file.name + ".keys")
        for path in (file, keys):
            if path.exists():
                raise Refused(f"{path} 已经存在，请换一个文件名。")
        if not file.parent.is_dir():
            raise Refused(f"没有文件夹 {file.parent}。")
        try:
            manifest = _back_up(file)
        except dump.DumpFailed as failed:
            raise Refused(f"备份没有成功：{failed}") from failed
        archive.write_keys(keys)
        rows = sum(count for count, *_ in manifest["rows"].values())
        files = len(manifest["members"]) - 1
        self.say(f"已备份 {len(manifest['rows'])} 张表 {rows} 行、{files} 个文件：{file}")
        self.say(f"密钥在 {keys}：没有它读不出手机号，请与备份分开保管。")


def _back_up(file: Path) -> archive.Manifest:
    with as_owner(), tempfile.TemporaryDirectory(dir=file.parent) as folder:
        path = Path(folder) / archive.DUMP
        with dump.snapshot() as moment:
            facts = {
                "at": timezone.localtime().isoformat(),
                "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
                "rows": dump.row_hashes(),
            }
            dump.dump(path, moment)
        return archive.write(file, path, facts)
