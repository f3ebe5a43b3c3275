"""Give every county that was opened before there were posts the five, once."""

from django.db import migrations

POSTS = [
    (
        "poverty_alleviation",
        "脱贫致富岗",
        "了解姐妹们想学什么、能做什么，帮着联系技能培训、就业岗位和产品销路；常到生活困难的妇女和"
        "家庭看看，帮她们申请政策、解决难处。",
    ),
    (
        "publicity",
        "宣传教育岗",
        "宣传党的政策和法律，讲清妇女儿童的权益；节假日和农忙前后提醒森林防火、防溺水、防诈骗；"
        "推荐身边的好榜样、好家庭。",
    ),
    (
        "mediation",
        "矛盾调解岗",
        "听姐妹们说家里和邻里的烦心事，早发现、早劝解；婚姻家庭矛盾上门调解，过后回访；遇到家庭"
        "暴力等危险，马上报告，陪着求助。",
    ),
    (
        "culture",
        "文化娱乐岗",
        "组织广场舞、读书、节日联欢等活动，让大家愿意来、玩得好；带好文艺队伍和兴趣小组，用活动"
        "带动家庭和睦、邻里文明。",
    ),
    (
        "sanitation",
        "环境卫生岗",
        "带头收拾房前屋后，发动大家清扫公共地方、分好垃圾、建美丽庭院；看到脏乱及时提醒，帮缺劳力"
        "的家庭一起打扫。",
    ),
]
ADD = """
INSERT INTO duties_dutypost (county_id, org_id, code, name, duties, place, since, version)
SELECT c.id, o.id, %s, %s, %s, %s, (c.opened_at AT TIME ZONE 'Asia/Shanghai')::date, 1
FROM orgs_county c JOIN orgs_org o ON o.county_id = c.id AND o.parent_id IS NULL
WHERE c.opened_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM duties_dutypost d WHERE d.county_id = c.id AND d.code = %s)
"""


def add(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for place, (code, name, duties) in enumerate(POSTS, start=1):
            cursor.execute(ADD, [code, name, duties, place, code])


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0002_due_waits_after_a_failure"),
        ("orgs", "0003_settings_of_a_county"),
    ]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
