"""The command line of the supervisor; see the package for its two forms."""

import sys

from fulian.local.runs import run_command, run_site
from fulian.local.site import THE_SITE, Plan
from fulian.local.talk import RefusedError

USAGE = "用法：python -m fulian.local run  或  python -m fulian.local [--keep] -- 命令……"


def main(args: list[str], plan: Plan = THE_SITE) -> int:
    """Do what the arguments say; return the exit code, after one plain line when refused."""
    keep = args[:1] == ["--keep"]
    rest = args[1:] if keep else args
    try:
        if args == ["run"]:
            return run_site(plan)
        if rest[:1] == ["--"] and rest[1:]:
            return run_command(rest[1:], keep=keep)
    except RefusedError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(USAGE, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
