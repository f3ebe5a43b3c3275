import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0001_people_and_seats'),
        ('orgs', '0003_settings_of_a_county'),
        ('orgs', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChairTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='起止日期')),
                ('status', models.CharField(choices=[('planned', '未开始'), ('active', '正在轮值'), ('done', '已结束'), ('skipped', '已跳过')], default='planned', max_length=10, verbose_name='状态')),
                ('skipped_because', models.CharField(blank=True, max_length=120, verbose_name='跳过的原因')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('appointment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.appointment', verbose_name='轮值主席')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '轮值期',
                'verbose_name_plural': '轮值期',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status', 'skipped'), _negated=True), expressions=[('county', '='), ('org', '='), ('days', '&&')], name='turn_one_at_a_time', violation_error_message='同一组织同一天只能有一位轮值主席。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='DueCounty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('next_at', models.DateTimeField(null=True, verbose_name='下一次到期')),
                ('county', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
            ],
            options={
                'verbose_name': '到期的县',
                'verbose_name_plural': '到期的县',
            },
        ),
        migrations.CreateModel(
            name='DutyPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('poverty_alleviation', '脱贫致富岗'), ('publicity', '宣传教育岗'), ('mediation', '矛盾调解岗'), ('culture', '文化娱乐岗'), ('sanitation', '环境卫生岗'), ('custom', '自设岗位')], max_length=24, verbose_name='岗位类别')),
                ('name', models.CharField(max_length=20, verbose_name='岗位')),
                ('duties', models.TextField(blank=True, max_length=400, verbose_name='职责')),
                ('place', models.PositiveSmallIntegerField(verbose_name='次序')),
                ('since', models.DateField(verbose_name='设立日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '岗位',
                'verbose_name_plural': '岗位',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('county', 'name'), name='post_name_once', violation_error_message='已经有同名的岗位。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='DutyLogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('done_on', models.DateField(verbose_name='日期')),
                ('what', models.CharField(max_length=500, verbose_name='做了什么')),
                ('for_whom', models.CharField(blank=True, max_length=100, verbose_name='为谁')),
                ('served', models.PositiveIntegerField(blank=True, null=True, verbose_name='服务人数')),
                ('photo', models.CharField(blank=True, editable=False, max_length=80, verbose_name='照片')),
                ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='登记时间')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('appointment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.appointment', verbose_name='任职')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
                ('post', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='duties.dutypost', verbose_name='岗位')),
            ],
            options={
                'verbose_name': '履岗记录',
                'verbose_name_plural': '履岗记录',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'org', 'done_on'], name='log_by_org')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(verbose_name='应交接日期')),
                ('limit_days', models.PositiveSmallIntegerField(verbose_name='确认期限（天）')),
                ('handed_at', models.DateTimeField(verbose_name='交接时间')),
                ('sheet', models.JSONField(default=dict, verbose_name='交接单')),
                ('given_at', models.DateTimeField(null=True, verbose_name='交出方确认时间')),
                ('taken_at', models.DateTimeField(null=True, verbose_name='接任方确认时间')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('before', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='duties.chairturn', verbose_name='交出的轮值期')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
                ('turn', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='duties.chairturn', verbose_name='接任的轮值期')),
            ],
            options={
                'verbose_name': '轮值交接',
                'verbose_name_plural': '轮值交接',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'turn'), name='handover_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='LiaisonLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, '主席联系副主席'), (2, '副主席联系执委'), (3, '执委联系妇女代表'), (4, '妇女代表联系妇女小组')], verbose_name='联系层级')),
                ('since', models.DateField(verbose_name='开始日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='登记时间')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('above', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.appointment', verbose_name='联系人')),
                ('below', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.appointment', verbose_name='被联系人')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('group', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.womensgroup', verbose_name='妇女小组')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '联系',
                'verbose_name_plural': '联系',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'org'], name='link_by_org'), models.Index(fields=['county', 'above'], name='link_by_above')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('below__isnull', True), ('group__isnull', False), ('level', 4)), models.Q(('level__lt', 4), ('below__isnull', False), ('group__isnull', True)), _connector='OR'), name='link_has_one_end', violation_error_message='第四级联系妇女小组，前三级联系一个人。'), models.CheckConstraint(condition=models.Q(('above', models.F('below')), _negated=True), name='link_not_to_oneself', violation_error_message='不能联系自己。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='link_ends_after_it_begins', violation_error_message='结束日期不能早于开始日期。'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('below__isnull', False)), expressions=[('county', '='), ('below', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='link_one_above_a_person', violation_error_message='她在这段时间里已经有人联系。'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('group__isnull', False)), expressions=[('county', '='), ('group', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='link_one_above_a_group', violation_error_message='这个妇女小组在这段时间里已经有人联系。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, verbose_name='键')),
                ('title', models.CharField(max_length=60, verbose_name='标题')),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='内容')),
                ('link', models.CharField(blank=True, max_length=200, verbose_name='去哪里办')),
                ('made_at', models.DateTimeField(verbose_name='生成时间')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='发出时间')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='收件账号')),
            ],
            options={
                'verbose_name': '待发消息',
                'verbose_name_plural': '待发消息',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['county', 'made_at'], name='message_open')],
                'constraints': [models.UniqueConstraint(fields=('county', 'key'), name='message_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arrived_at', models.DateTimeField(verbose_name='收到时间')),
                ('read_at', models.DateTimeField(null=True, verbose_name='阅读时间')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('message', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='duties.message', verbose_name='消息')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='收件账号')),
            ],
            options={
                'verbose_name': '收件',
                'verbose_name_plural': '收件',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'user'], name='notice_by_user')],
                'constraints': [models.UniqueConstraint(fields=('county', 'message'), name='notice_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='PostAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='开始日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='登记时间')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('appointment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.appointment', verbose_name='任职')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
                ('post', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='duties.dutypost', verbose_name='岗位')),
            ],
            options={
                'verbose_name': '定岗',
                'verbose_name_plural': '定岗',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'org'], name='assignment_by_org')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('appointment', '='), ('post', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='assignment_once', violation_error_message='她在这段时间里已经在这个岗位上。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='assignment_ends_after_it_begins', violation_error_message='结束日期不能早于开始日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='RotationPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(choices=[('month', '每月'), ('quarter', '每季度')], max_length=10, verbose_name='轮值周期')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='停止日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '轮值安排',
                'verbose_name_plural': '轮值安排',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('county', 'org'), name='rotation_one_plan', violation_error_message='这个组织已经有轮值安排。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='RotationMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(verbose_name='次序')),
                ('appointment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.appointment', verbose_name='任职')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='members', to='duties.rotationplan', verbose_name='轮值安排')),
            ],
            options={
                'verbose_name': '轮值主席团成员',
                'verbose_name_plural': '轮值主席团成员',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'plan', 'place'), name='rotation_place_once'), models.UniqueConstraint(fields=('county', 'plan', 'appointment'), name='rotation_member_once', violation_error_message='同一个人在轮值主席团里只能出现一次。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='chairturn',
            name='plan',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='duties.rotationplan', verbose_name='轮值安排'),
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='事项')),
                ('subject', models.BigIntegerField(verbose_name='对象')),
                ('line', models.CharField(max_length=60, verbose_name='先后')),
                ('due_at', models.DateTimeField(verbose_name='到期时间')),
                ('done_at', models.DateTimeField(null=True, verbose_name='完成时间')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='尝试次数')),
                ('failure', models.CharField(blank=True, max_length=200, verbose_name='没有完成的原因')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '到期事项',
                'verbose_name_plural': '到期事项',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['county', 'due_at'], name='due_open'), models.Index(condition=models.Q(('done_at__isnull', True)), fields=['county', 'line', 'due_at'], name='due_in_line')],
                'constraints': [models.UniqueConstraint(fields=('county', 'kind', 'subject'), name='due_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
    ]
