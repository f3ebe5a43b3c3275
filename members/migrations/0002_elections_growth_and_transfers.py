import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0001_people_and_seats'),
        ('orgs', '0006_bodies_beside_lineage_and_claims'),
        ('orgs', '__first__'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='quotarule',
            name='quota_one_at_a_time',
        ),
        migrations.AddField(
            model_name='appointment',
            name='fill',
            field=models.CharField(blank=True, choices=[('substitution', '替补'), ('addition', '增补'), ('by_election', '增选')], max_length=14, verbose_name='届中补选方式'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='leads',
            field=models.CharField(blank=True, max_length=60, verbose_name='所带团队'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='leads_women',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='所带团队女性人数'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='replaces',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.appointment', verbose_name='接替的任职'),
        ),
        migrations.AddField(
            model_name='congressterm',
            name='extended_by',
            field=models.CharField(blank=True, max_length=60, verbose_name='延期批准文号'),
        ),
        migrations.AddField(
            model_name='congressterm',
            name='extended_to',
            field=models.DateField(blank=True, null=True, verbose_name='批准延期至'),
        ),
        migrations.AddField(
            model_name='person',
            name='letters',
            field=models.CharField(blank=True, editable=False, max_length=120, verbose_name='拼音连写'),
        ),
        migrations.AddField(
            model_name='person',
            name='initials',
            field=models.CharField(blank=True, editable=False, max_length=40, verbose_name='拼音首字母'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['county', 'letters'], name='person_by_letters'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['county', 'initials'], name='person_by_initials'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['county', 'name'], name='person_by_name'),
        ),
        migrations.RunSQL(
            "UPDATE members_person SET letters = replace(pinyin, ' ', ''), initials = "
            r"left(regexp_replace(pinyin, '(\S)\S*\s*', '\1', 'g'), 40)",
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person', verbose_name='已并入'),
        ),
        migrations.AddField(
            model_name='quotarule',
            name='executive_max',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='执委（至多）'),
        ),
        migrations.AddField(
            model_name='quotarule',
            name='kind',
            field=models.CharField(blank=True, choices=[('federation', '妇联'), ('representative_committee', '妇代会'), ('womens_committee', '妇委会'), ('working_committee', '妇工委'), ('branch', '妇联分会'), ('association_federation', '协会妇联'), ('joint_federation', '联合妇联'), ('online_federation', '网上妇联')], max_length=30, verbose_name='组织类型（空为所有）'),
        ),
        migrations.AddField(
            model_name='quotarule',
            name='vice_max',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='副主席（至多）'),
        ),
        migrations.AddField(
            model_name='rosterimport',
            name='is_stopped',
            field=models.BooleanField(default=False, verbose_name='已要求停止'),
        ),
        migrations.AddField(
            model_name='rosterimport',
            name='purpose',
            field=models.CharField(choices=[('new', '新增名单'), ('edit', '改好的花名册')], default='new', max_length=6, verbose_name='做什么'),
        ),
        migrations.AlterField(
            model_name='rosterimport',
            name='state',
            field=models.CharField(choices=[('reading', '正在核对'), ('previewed', '待确认'), ('confirmed', '等待写入'), ('done', '已完成'), ('cancelled', '已取消'), ('failed', '没有成功')], default='previewed', max_length=10, verbose_name='进度'),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='departure',
            field=models.CharField(blank=True, choices=[('term_end', '任期届满'), ('resigned', '本人辞任'), ('moved', '外出或调离'), ('unfit', '不胜任'), ('not_performing', '不认真履职'), ('deceased', '去世'), ('promoted', '改任其他职务'), ('org_merged', '组织合并或拆分'), ('mistake', '登记有误'), ('other', '其他')], max_length=16, verbose_name='离任原因'),
        ),
        migrations.AddConstraint(
            model_name='congressterm',
            constraint=models.CheckConstraint(condition=models.Q(('extended_to__isnull', True), ('extended_to__gt', models.F('ends_on')), _connector='OR'), name='term_extended_beyond_its_end', violation_error_message='批准延期的日期要晚于届满日期。'),
        ),
        migrations.AddConstraint(
            model_name='quotarule',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('level', '='), ('kind', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='quota_one_at_a_time', violation_error_message='这一层级在这段时间里已经有职数规定。'),
        ),
        migrations.CreateModel(
            name='Commendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='称号')),
                ('given_by', models.CharField(max_length=80, verbose_name='授予单位')),
                ('given_on', models.DateField(verbose_name='日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person', verbose_name='人员')),
            ],
            options={
                'verbose_name': '表彰',
                'verbose_name_plural': '表彰',
                'abstract': False,
                'base_manager_name': 'rows',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='FundingLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('source', models.CharField(max_length=60, verbose_name='来源')),
                ('basis', models.CharField(choices=[('per_head', '按人头'), ('lump_sum', '定额')], max_length=10, verbose_name='核拨方式')),
                ('heads', models.PositiveIntegerField(blank=True, null=True, verbose_name='人头数')),
                ('due', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='应拨（元）')),
                ('received', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='到位（元）')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '经费',
                'verbose_name_plural': '经费',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'org', 'year', 'source'), name='funding_once', violation_error_message='这一年的这项经费已经登记过。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Talent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strength', models.CharField(blank=True, max_length=100, verbose_name='特长')),
                ('since', models.DateField(verbose_name='入库日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='出库日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person', verbose_name='人员')),
            ],
            options={
                'verbose_name': '骨干人才',
                'verbose_name_plural': '骨干人才',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('org', '='), ('person', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='talent_once', violation_error_message='此人已经在骨干人才库里。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='talent_ends_late', violation_error_message='结束日期不能早于开始日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='TrainingSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=80, verbose_name='主题')),
                ('audience', models.CharField(choices=[('officers', '妇联干部'), ('women', '妇女群众')], default='officers', max_length=10, verbose_name='对象')),
                ('mode', models.CharField(choices=[('go_down', '走下去'), ('invite_up', '请上来'), ('online', '网上')], max_length=10, verbose_name='方式')),
                ('held_on', models.DateField(verbose_name='日期')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='学时')),
                ('women', models.PositiveIntegerField(default=0, verbose_name='参训妇女人次')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='主办')),
            ],
            options={
                'verbose_name': '培训',
                'verbose_name_plural': '培训',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'held_on'], name='training_by_day')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', '等待接收'), ('accepted', '已接收'), ('declined', '已退回'), ('withdrawn', '已撤回')], default='asked', max_length=10, verbose_name='状态')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='事由')),
                ('answer', models.CharField(blank=True, max_length=200, verbose_name='答复')),
                ('by_target', models.BooleanField(default=False, verbose_name='由接收方发起')),
                ('ends_seats', models.BooleanField(default=False, verbose_name='接收时结束原来的任职')),
                ('asked_at', models.DateTimeField(verbose_name='发起时间')),
                ('due_on', models.DateField(verbose_name='接收期限')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发起人')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='转出')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person', verbose_name='人员')),
                ('target', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='转入')),
            ],
            options={
                'verbose_name': '人员转移',
                'verbose_name_plural': '人员转移',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('county', 'person'), name='transfer_one_open', violation_error_message='此人已有一项转移在等待接收。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='VillageCommitteeSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.CharField(choices=[('party', '村（社区）党组织班子'), ('villagers', '村（居）民委员会')], max_length=10, verbose_name='两委')),
                ('since', models.DateField(verbose_name='开始日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='村')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person', verbose_name='人员')),
            ],
            options={
                'verbose_name': '两委任职',
                'verbose_name_plural': '两委任职',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('org', '='), ('person', '='), ('body', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='village_seat_once', violation_error_message='此人已经在这个班子里。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='village_seat_ends_late', violation_error_message='结束日期不能早于开始日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='WomensCongress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几届')),
                ('state', models.CharField(choices=[('preparing', '筹备中'), ('done', '已完成'), ('cancelled', '已取消')], default='preparing', max_length=10, verbose_name='状态')),
                ('due_on', models.DateField(verbose_name='计划完成日期')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='大会日期')),
                ('method', models.CharField(choices=[('secret', '无记名投票'), ('show_of_hands', '举手表决')], default='secret', max_length=14, verbose_name='表决方式')),
                ('contest', models.CharField(choices=[('more', '差额选举'), ('equal', '等额选举')], default='more', max_length=6, verbose_name='选举方式')),
                ('delegates_due', models.PositiveIntegerField(blank=True, null=True, verbose_name='应到代表')),
                ('delegates_present', models.PositiveIntegerField(blank=True, null=True, verbose_name='到会代表')),
                ('ballots_issued', models.PositiveIntegerField(blank=True, null=True, verbose_name='发出选票')),
                ('ballots_returned', models.PositiveIntegerField(blank=True, null=True, verbose_name='收回选票')),
                ('ballots_valid', models.PositiveIntegerField(blank=True, null=True, verbose_name='有效选票')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
                ('term', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.congressterm', verbose_name='开启的届次')),
            ],
            options={
                'verbose_name': '换届',
                'verbose_name_plural': '换届',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'preparing')), fields=('county', 'org'), name='congress_one_prepared', violation_error_message='这个组织已经有一次换届在筹备。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(choices=[('chair', '主席'), ('vice_chair', '副主席'), ('executive_member', '执委'), ('representative', '妇女代表'), ('group_leader', '妇女小组长')], max_length=20, verbose_name='职务')),
                ('votes', models.PositiveIntegerField(blank=True, null=True, verbose_name='赞成票')),
                ('is_elected', models.BooleanField(default=False, verbose_name='当选')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person', verbose_name='人员')),
                ('congress', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='members.womenscongress', verbose_name='换届')),
            ],
            options={
                'verbose_name': '候选人',
                'verbose_name_plural': '候选人',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'congress', 'person', 'office'), name='candidate_once', violation_error_message='此人已经是这个职务的候选人。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CongressStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('plan', '方案'), ('candidates', '候选'), ('notice', '公示'), ('congress', '大会'), ('count', '计票'), ('result', '结果'), ('filing', '批复备案')], max_length=10, verbose_name='步骤')),
                ('done_on', models.DateField(verbose_name='完成日期')),
                ('document', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('congress', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='members.womenscongress', verbose_name='换届')),
            ],
            options={
                'verbose_name': '换届步骤',
                'verbose_name_plural': '换届步骤',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'congress', 'step'), name='congress_step_once', violation_error_message='这一步已经登记过。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Scrutineer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_chief', models.BooleanField(default=False, verbose_name='总监票人')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person', verbose_name='人员')),
                ('congress', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='scrutineers', to='members.womenscongress', verbose_name='换届')),
            ],
            options={
                'verbose_name': '监票人',
                'verbose_name_plural': '监票人',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'congress', 'person'), name='scrutineer_once', violation_error_message='此人已经是监票人。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='TrainingAttendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person', verbose_name='人员')),
                ('session', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='members.trainingsession', verbose_name='培训')),
            ],
            options={
                'verbose_name': '参训',
                'verbose_name_plural': '参训',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'session', 'person'), name='attendance_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
    ]
