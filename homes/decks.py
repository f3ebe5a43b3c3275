"""The training cards of homes, activities, the open door and the programmes."""

from fulian.decks import offer

HOMES = offer(
    "homes", "登记妇女之家和工作群",
    ("两个家一起建", "有妇联的地方，实体的和网上的妇女之家一起登记，一张表填完。"),
    ("还有两个群", "执委群和妇女之家群各一个，填群名、人数和群主。不用传二维码。"),
    ("换人不掉链", "负责人、群主离任了，页面会说还没有人负责，点一下另选一位。"),
    needs="homes.found_homes", opens="homes:homes",
)  # fmt: skip
ACTIVITIES = offer(
    "activities", "办一次活动",
    ("先写四样", "活动名称、时间、地点、谁负责，半分钟写好。"),
    ("扫码就能报名", "点“开放报名”，把二维码或文字发到群里，姐妹们只填姓名和手机尾号四位。"),
    ("满了自动候补", "名额满了排候补，有人取消，候补的第一位自动补上。"),
    ("办完写小结", "人次和人数分开写，照片可以不传。想记进履岗记录的，勾一下就行。"),
    needs="homes.plan_activity", opens="homes:activities",
)  # fmt: skip
OPEN_DOOR = offer(
    "open-door", "看懂工作公开",
    ("四项自动生成", "职责任务、组织架构、干部身份、活动安排，从名单里自动出来，换了人马上变。"),
    ("每季度写一次", "只有“本季度的活动安排”要您写几句，过季会提醒。"),
    ("姓名由本人定", "本人同意才公开姓名，不同意只写职务，随时可以改。电话从不公开。"),
    ("写错了马上撤", "点“撤下公开内容”，下一个打开的人就看不到了；核对好了再恢复。"),
    needs="homes.write_plan", opens="homes:disclosure",
)  # fmt: skip
CARDS = offer(
    "officer-cards", "亮身份码",
    ("一人一张码", "主席、副主席、执委每人一张，开展活动时出示，群众一扫就知道您是谁。"),
    ("只写您同意的", "平时是姓名、职务、岗位。没有电话，留言到妇联，不到您的手机。"),
    ("离任当天失效", "不用管。换届以后又任职的，主席点“换届以后续发”，问一声就好。"),
    ("码丢了就换", "打开那张码，点“停用或换新码”，旧码马上作废。"),
    needs="homes.view_card", opens="homes:cards",
)  # fmt: skip
LETTERS = offer(
    "letters", "答复群众来信",
    ("来信到组织", "群众扫码或在公开页留言，来信到本组织，不会打到您的手机上。"),
    ("按期答复", "期限由县里定，页面上写着。对方凭回执看答复，能说满意不满意。"),
    ("反映您自己的", "反映本组织或主席的，自动交给上一级，这里看不到。"),
    needs="homes.view_letter", opens="homes:box",
)  # fmt: skip
CARE = offer(
    "care", "看护队每月看望",
    ("结对以后看得到", "只有看护人、队长和指定的人能看到孩子的情况，别人都看不到。"),
    ("六看六问", "每月上门一次、见到孩子一次，六项逐项点“没问题”或“要关注”。"),
    ("发现不对马上报", "遇到欺凌、侵害，页面会告诉您向谁报告，先打 110 或 12338。"),
    needs="homes.view_care", opens="homes:care",
)  # fmt: skip
REQUESTS = offer(
    "requests", "填上级要的数",
    ("少填", "系统里已经有的，县里不能再问；要问也替您先填好。"),
    ("半分钟一件", "核对一下，缺的填上，点“提交”。截止以前都可以改。"),
    ("填多了算得出", "每月要花多少分钟，县里看得到总数，不看谁快谁慢。"),
    needs="homes.answer_request", opens="homes:requests",
)  # fmt: skip
ASKING = offer(
    "asking", "问村里要数",
    ("先看系统里有没有", "写下要问什么，减负闸先告诉您哪些已经有数，能直接用的就不问。"),
    ("时间要留够", "按工作日算，节假日不算。留得太少、超过每月上限的，要写理由，乡镇的送县里批。"),
    ("占多少时间写明白", "发出以前写着每村几分钟、一共多少小时，大家都看得到。"),
    needs="homes.draft_request", opens="homes:requests_sent",
)  # fmt: skip
