from django.db import migrations

# A name without its surname; the surnames of two characters are those of members.identity.
FILL = """
UPDATE members_person SET given = substr(name, CASE
    WHEN char_length(name) > 2 AND substr(name, 1, 2) IN (
        '尉迟', '长孙', '万俟', '澹台', '单于', '欧阳', '上官', '司马', '诸葛', '皇甫', '夏侯', '司徒',
        '慕容', '东方', '令狐', '公孙', '端木', '南宫', '独孤', '轩辕', '宇文', '呼延', '闻人', '西门',
        '百里', '钟离', '东郭', '申屠', '公冶', '太史', '闾丘'
    ) THEN 3 ELSE 2 END)
WHERE given = ''
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0005_given_names'),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
