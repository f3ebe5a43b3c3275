"""The named people of the demo county: who they are and how they sign in. Imports nothing."""

PASSWORD = "fulian-demo"  # noqa: S105 - public on purpose; these accounts exist only in a demo
# phone (from the range no operator hands out), who it is
ACCOUNTS = (
    ("10000000000", "平台管理员"),
    ("10000000001", "衡东县妇联管理员"),
    ("10000000002", "白莲镇妇联主席"),
    ("10000000003", "白莲村妇联主席"),
    ("10000000004", "白莲村妇联执委"),
    ("10000000005", "攸县妇联管理员"),
    ("10000000006", "白莲镇本期轮值主席"),
    ("10000000007", "衡东县审计员"),
    ("10000000008", "白莲镇工作人员"),
    ("10000000009", "衡阳市妇联（看各县已发布的报告）"),
    ("10000000010", "湖南省妇联（看各县已发布的报告）"),
)
API_CLIENT = ("demo-civic-platform", "fulian-demo-secret")
