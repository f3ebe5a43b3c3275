import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0005_what_a_system_may_read'),
    ]

    operations = [
        migrations.AddField(
            model_name='county',
            name='former_codes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=6), blank=True, default=list, size=None, verbose_name='原区划代码'),
        ),
        migrations.AddField(
            model_name='org',
            name='field',
            field=models.CharField(blank=True, choices=[('park', '园区'), ('building', '楼宇'), ('market', '市场'), ('new_economic', '新经济组织'), ('new_social', '新社会组织'), ('new_employment', '新就业群体'), ('culture_team', '文体团队'), ('migrant', '流动妇女'), ('maker', '女创客'), ('freelance', '自由职业'), ('chamber', '商会')], db_default='', default='', max_length=16, verbose_name='新领域'),
        ),
        migrations.AlterField(
            model_name='setting',
            name='name',
            field=models.CharField(choices=[('handover_days', '轮值交接确认期限（天）'), ('confirm_days', '季度报告乡镇核对期限（天）'), ('term_years', '每届任期（年）'), ('quorum', '代表大会有效：到会代表须超过应到的（1 半数，2 三分之二）'), ('majority_of', '当选得票须过半，半数按（1 应到代表，2 到会代表）'), ('vice_chair_women', '聘任兼职副主席所带团队的女性人数（至少）'), ('transfer_days', '人员转移的接收期限（天）')], max_length=30, verbose_name='设置项'),
        ),
        migrations.CreateModel(
            name='Cluster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('kind', models.CharField(choices=[('community', '片区联建'), ('enterprise', '企社联建'), ('home', '妇女之家片区')], max_length=12, verbose_name='联建类别')),
                ('lead', models.CharField(blank=True, max_length=80, verbose_name='牵头企业')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='投入的经费和场地')),
                ('since', models.DateField(verbose_name='建立日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('core', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='核心村（社区）')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='所属')),
            ],
            options={
                'verbose_name': '片区',
                'verbose_name_plural': '片区',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('org', '='), ('kind', '='), ('name', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='cluster_once', violation_error_message='已经有同名的片区。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='cluster_ends_late', violation_error_message='结束日期不能早于开始日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ClusterMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('community', '片区联建'), ('enterprise', '企社联建'), ('home', '妇女之家片区')], max_length=12, verbose_name='联建类别')),
                ('since', models.DateField(verbose_name='加入日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='退出日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('cluster', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='members', to='orgs.cluster', verbose_name='片区')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='成员')),
            ],
            options={
                'verbose_name': '片区成员',
                'verbose_name_plural': '片区成员',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('org', '='), ('kind', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='in_one_cluster', violation_error_message='它已经在另一个同类片区里。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='cluster_member_ends_late', violation_error_message='结束日期不能早于开始日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='FormerCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, verbose_name='原代码')),
                ('until', models.DateField(verbose_name='停用日期')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='former_codes', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '原代码',
                'verbose_name_plural': '原代码',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'code'), name='former_code_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('contact', models.CharField(blank=True, max_length=40, verbose_name='联系人')),
                ('women', models.PositiveIntegerField(blank=True, null=True, verbose_name='女性人数')),
                ('since', models.DateField(verbose_name='接纳日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='退出日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='接纳的妇联')),
            ],
            options={
                'verbose_name': '团体会员',
                'verbose_name_plural': '团体会员',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('org', '='), ('name', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='group_member_once', violation_error_message='它已经是团体会员。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='group_member_ends_late', violation_error_message='结束日期不能早于开始日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='MemberUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='单位名称')),
                ('sector', models.CharField(choices=[('party_and_government', '党政机关'), ('public_institution', '事业单位'), ('enterprise', '企业'), ('new_organisation', '两新组织'), ('park', '产业园区'), ('market', '专业市场'), ('building', '商务楼宇'), ('social_organisation', '社会组织'), ('fellowship', '联谊组织'), ('culture_team', '文体团队'), ('farm_base', '巾帼农业示范基地'), ('civilised_post', '巾帼文明岗'), ('freelance', '自由职业妇女群体')], max_length=24, verbose_name='单位类别')),
                ('contact', models.CharField(blank=True, max_length=40, verbose_name='联系人')),
                ('since', models.DateField(verbose_name='加入日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='退出日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='区域化妇联')),
            ],
            options={
                'verbose_name': '成员单位',
                'verbose_name_plural': '成员单位',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('org', '='), ('name', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='unit_once', violation_error_message='这家单位已经是成员。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='unit_ends_late', violation_error_message='结束日期不能早于开始日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='OrgSuccession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('merge', '合并'), ('split', '分设')], max_length=8, verbose_name='沿革类别')),
                ('since', models.DateField(verbose_name='生效日期')),
                ('after', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='predecessors', to='orgs.org', verbose_name='后续组织')),
                ('before', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='successors', to='orgs.org', verbose_name='原组织')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
            ],
            options={
                'verbose_name': '组织承接',
                'verbose_name_plural': '组织承接',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'before', 'after', 'since'), name='succession_once'), models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='succession_of_another')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ReformStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.CharField(choices=[('conversion', '会改联'), ('regionalisation', '区域化建设')], max_length=16, verbose_name='事项')),
                ('status', models.CharField(choices=[('not_started', '未启动'), ('in_progress', '进行中'), ('done', '已完成')], max_length=12, verbose_name='进展')),
                ('since', models.DateField(verbose_name='日期')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '改革进展',
                'verbose_name_plural': '改革进展',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'org', 'matter', 'since'), name='reform_once_a_day', violation_error_message='这一天已经登记过这个事项的进展。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=60, verbose_name='页面')),
                ('name', models.CharField(max_length=30, verbose_name='名称')),
                ('query', models.CharField(max_length=400, verbose_name='筛选条件')),
                ('is_shared', models.BooleanField(default=False, verbose_name='本级共用')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '常用筛选',
                'verbose_name_plural': '常用筛选',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'user', 'page', 'name'), name='filter_name_once', violation_error_message='这个页面已经有同名的常用筛选。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='WomensSocialOrganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('field', models.CharField(blank=True, max_length=60, verbose_name='服务领域')),
                ('support', models.CharField(choices=[('cultivated', '培育'), ('introduced', '引进'), ('supported', '扶持')], max_length=12, verbose_name='扶持方式')),
                ('leader', models.CharField(blank=True, max_length=40, verbose_name='负责人')),
                ('is_registered', models.BooleanField(default=False, verbose_name='已在民政登记')),
                ('is_allied', models.BooleanField(default=False, verbose_name='加入女性社会组织联盟')),
                ('since', models.DateField(verbose_name='开始日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='扶持的妇联')),
            ],
            options={
                'verbose_name': '女性社会组织',
                'verbose_name_plural': '女性社会组织',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('org', '='), ('name', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='social_once', violation_error_message='它已经登记过。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='social_ends_late', violation_error_message='结束日期不能早于开始日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ClaimCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('county_admin', '县管理员'), ('county_staff', '县工作人员'), ('county_auditor', '县审计员'), ('township_staff', '乡镇工作人员'), ('chair', '主席'), ('officer', '副主席或执委'), ('representative', '妇女代表'), ('machine', '对接系统'), ('overseer', '上级查看'), ('operator', '平台运维员')], max_length=20, verbose_name='角色')),
                ('code_key', models.CharField(editable=False, max_length=64, verbose_name='认领码摘要')),
                ('made_at', models.DateTimeField(verbose_name='制码时间')),
                ('expires_at', models.DateTimeField(verbose_name='失效时间')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='错误次数')),
                ('used_at', models.DateTimeField(null=True, verbose_name='认领时间')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='作废时间')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('grant', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orgs.accessgrant', verbose_name='授权')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='制码人')),
            ],
            options={
                'verbose_name': '认领码',
                'verbose_name_plural': '认领码',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True), ('used_at__isnull', True)), fields=('county', 'org', 'role'), name='claim_one_open', violation_error_message='这个组织已经有一张还没用的认领码。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
    ]
