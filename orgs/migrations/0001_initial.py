import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.manager
import oauth2_provider.generators
import oauth2_provider.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('phone_key', models.CharField(blank=True, db_index=True, max_length=40, null=True, verbose_name='手机号摘要')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                ('is_operator', models.BooleanField(default=False, verbose_name='平台运维员')),
            ],
            options={
                'verbose_name': '账号',
                'verbose_name_plural': '账号',
            },
        ),
        migrations.CreateModel(
            name='County',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, unique=True, verbose_name='区划代码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('path', models.CharField(blank=True, max_length=120, verbose_name='所属省市')),
                ('opened_at', models.DateTimeField(null=True, verbose_name='开通时间')),
            ],
            options={
                'verbose_name': '县（市、区）',
                'verbose_name_plural': '县（市、区）',
            },
        ),
        migrations.CreateModel(
            name='PlatformRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('act', models.CharField(max_length=60, verbose_name='操作')),
                ('user_id', models.BigIntegerField(null=True, verbose_name='账号')),
                ('outcome', models.CharField(choices=[('done', '完成'), ('refused', '拒绝')], default='done', max_length=10, verbose_name='结果')),
                ('target', models.CharField(blank=True, max_length=60, verbose_name='对象类型')),
                ('target_id', models.BigIntegerField(null=True, verbose_name='对象')),
                ('target_name', models.CharField(blank=True, max_length=120, verbose_name='对象名称')),
                ('changes', models.JSONField(default=list, verbose_name='变化')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='事由')),
                ('request', models.CharField(blank=True, max_length=32, verbose_name='请求编号')),
                ('address', models.GenericIPAddressField(null=True, verbose_name='来源地址')),
                ('batch', models.UUIDField(null=True, verbose_name='批次')),
                ('leads', models.BooleanField(default=True, verbose_name='批次的主操作')),
            ],
            options={
                'verbose_name': '平台操作记录',
                'verbose_name_plural': '平台操作记录',
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('client_id', models.CharField(db_index=True, default=oauth2_provider.generators.generate_client_id, max_length=255, unique=True, verbose_name='client ID')),
                ('redirect_uris', models.TextField(blank=True, help_text='Allowed URIs list, space separated', verbose_name='redirect URIs')),
                ('post_logout_redirect_uris', models.TextField(blank=True, default='', help_text='Allowed Post Logout URIs list, space separated', verbose_name='post logout redirect URIs')),
                ('client_type', models.CharField(choices=[('confidential', 'Confidential'), ('public', 'Public')], max_length=32, verbose_name='client type')),
                ('authorization_grant_type', models.CharField(choices=[('authorization-code', 'Authorization code'), ('urn:ietf:params:oauth:grant-type:device_code', 'Device Code'), ('implicit', 'Implicit'), ('password', 'Resource owner password-based'), ('client-credentials', 'Client credentials'), ('openid-hybrid', 'OpenID connect hybrid')], max_length=44, verbose_name='authorization grant type')),
                ('client_secret', oauth2_provider.models.ClientSecretField(blank=True, db_index=True, default=oauth2_provider.generators.generate_client_secret, help_text='Client secret for authentication', max_length=255, verbose_name='client secret')),
                ('hash_client_secret', models.BooleanField(default=True, verbose_name='hash client secret')),
                ('name', models.CharField(blank=True, max_length=255, verbose_name='name')),
                ('skip_authorization', models.BooleanField(default=False, verbose_name='skip authorization')),
                ('created', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('algorithm', models.CharField(blank=True, choices=[('', 'No OIDC support'), ('RS256', 'RSA with SHA-2 256'), ('HS256', 'HMAC with SHA-2 256')], default='', max_length=5, verbose_name='algorithm')),
                ('allowed_origins', models.TextField(blank=True, default='', help_text='Allowed origins list to enable CORS, space separated', verbose_name='allowed origins')),
                ('registration_source', models.CharField(choices=[('manual', 'Manual'), ('dcr', 'Dynamic Client Registration'), ('cimd', 'Client ID Metadata Document')], default='manual', help_text='How this application was registered (manual, DCR per RFC 7591, or CIMD)', max_length=32, verbose_name='registration source')),
                ('cimd_expires_at', models.DateTimeField(blank=True, default=None, help_text='When the cached Client ID Metadata Document should be re-fetched', null=True, verbose_name='CIMD expires at')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
            ],
            options={
                'verbose_name': '对接系统',
                'verbose_name_plural': '对接系统',
            },
        ),
        migrations.CreateModel(
            name='AccessGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('county_admin', '县管理员'), ('county_staff', '县工作人员'), ('county_auditor', '县审计员'), ('township_staff', '乡镇工作人员'), ('chair', '主席'), ('officer', '副主席或执委'), ('representative', '妇女代表'), ('machine', '对接系统'), ('overseer', '上级查看'), ('operator', '平台运维员')], max_length=20, verbose_name='角色')),
                ('holder', models.CharField(max_length=40, verbose_name='姓名')),
                ('phone', models.BinaryField(null=True, verbose_name='手机号（加密）')),
                ('since', models.DateField(verbose_name='开始日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('accepted_at', models.DateTimeField(editable=False, null=True, verbose_name='接受时间')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='事由')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
            ],
            options={
                'verbose_name': '授权',
                'verbose_name_plural': '授权',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'user'], name='grant_by_user')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('role__in', ['county_admin', 'county_staff', 'county_auditor'])), expressions=[('county', '='), ('user', '='), ('role', '<>'), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='grant_separate_duties', violation_error_message='县管理员、县工作人员和县审计员不能由同一人担任。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='grant_ends_after_it_begins', violation_error_message='结束日期不能早于开始日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='user',
            name='county',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县'),
        ),
        migrations.CreateModel(
            name='CountySession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org_id', models.BigIntegerField(verbose_name='组织')),
                ('reason', models.CharField(max_length=200, verbose_name='事由')),
                ('began_at', models.DateTimeField(verbose_name='进入时间')),
                ('ends_at', models.DateTimeField(verbose_name='最迟离开时间')),
                ('left_at', models.DateTimeField(null=True, verbose_name='离开时间')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '运维进入记录',
                'verbose_name_plural': '运维进入记录',
                'abstract': False,
                'base_manager_name': 'rows',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Doorway',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='编码摘要')),
                ('kind', models.CharField(choices=[('claim', '一次性登录链接')], max_length=10, verbose_name='种类')),
                ('giver_id', models.BigIntegerField(null=True, verbose_name='发出者的授权')),
                ('made_at', models.DateTimeField(verbose_name='生成时间')),
                ('expires_at', models.DateTimeField(verbose_name='失效时间')),
                ('used_at', models.DateTimeField(null=True, verbose_name='使用时间')),
                ('county', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '入口',
                'verbose_name_plural': '入口',
            },
        ),
        migrations.CreateModel(
            name='FailedLogin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_key', models.CharField(max_length=40, verbose_name='账号摘要')),
                ('address_key', models.CharField(max_length=40, verbose_name='地址摘要')),
                ('at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '登录失败',
                'verbose_name_plural': '登录失败',
                'indexes': [models.Index(fields=['address_key', 'at'], name='failed_login_by')],
            },
        ),
        migrations.CreateModel(
            name='HelpRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(verbose_name='求助时间')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('grant', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.accessgrant', verbose_name='授权')),
            ],
            options={
                'verbose_name': '登录求助',
                'verbose_name_plural': '登录求助',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('county', 'grant'), name='help_asked_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Org',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('short_name', models.CharField(max_length=60, verbose_name='简称')),
                ('kind', models.CharField(choices=[('federation', '妇联'), ('representative_committee', '妇代会'), ('womens_committee', '妇委会'), ('working_committee', '妇工委'), ('branch', '妇联分会'), ('association_federation', '协会妇联'), ('joint_federation', '联合妇联'), ('online_federation', '网上妇联')], default='federation', max_length=30, verbose_name='组织类型')),
                ('status', models.CharField(choices=[('active', '正常'), ('closed', '已撤销')], default='active', max_length=10, verbose_name='状态')),
                ('code', models.CharField(max_length=16, verbose_name='代码')),
                ('level', models.CharField(choices=[('county', '县级'), ('township', '乡级'), ('village', '村级'), ('unit', '村以下或旁设')], max_length=10, verbose_name='层级')),
                ('place', models.CharField(choices=[('county', '县（市、区）'), ('subdistrict', '街道'), ('town', '镇'), ('township', '乡'), ('park', '园区或农林场'), ('community', '社区'), ('village', '村'), ('placeholder', '虚拟单位'), ('other', '其他')], max_length=12, verbose_name='区划类别')),
                ('is_counted', models.BooleanField(default=True, verbose_name='计入本级总数')),
                ('founded_on', models.DateField(verbose_name='建立日期')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
                ('since', models.DateField(verbose_name='现状起始日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('tree_id', models.BigIntegerField(editable=False)),
                ('lft', models.PositiveIntegerField(editable=False)),
                ('rght', models.PositiveIntegerField(editable=False)),
                ('depth', models.PositiveIntegerField(editable=False)),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='orgs.org', verbose_name='上级')),
            ],
            options={
                'verbose_name': '组织',
                'verbose_name_plural': '组织',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'lft'], name='org_place'), models.Index(fields=['county', 'parent', 'lft'], name='org_children')],
                'constraints': [models.UniqueConstraint(fields=('county', 'code'), name='org_code_once', violation_error_message='这个代码已经有组织在用。'), models.UniqueConstraint(condition=models.Q(('status', 'active')), fields=('county', 'parent', 'short_name'), name='org_name_once', violation_error_message='同一上级下已经有同名的组织。'), models.UniqueConstraint(condition=models.Q(('parent__isnull', True)), fields=('county',), name='org_one_root', violation_error_message='一个县只能有一个县级组织。'), models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', True), ('status', 'active')), models.Q(('closed_on__isnull', False), ('status', 'closed')), _connector='OR'), name='org_closed_has_a_day', violation_error_message='已撤销的组织要有撤销日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='accessgrant',
            name='org',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织'),
        ),
        migrations.CreateModel(
            name='OrgHistory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('short_name', models.CharField(max_length=60, verbose_name='简称')),
                ('kind', models.CharField(choices=[('federation', '妇联'), ('representative_committee', '妇代会'), ('womens_committee', '妇委会'), ('working_committee', '妇工委'), ('branch', '妇联分会'), ('association_federation', '协会妇联'), ('joint_federation', '联合妇联'), ('online_federation', '网上妇联')], default='federation', max_length=30, verbose_name='组织类型')),
                ('status', models.CharField(choices=[('active', '正常'), ('closed', '已撤销')], default='active', max_length=10, verbose_name='状态')),
                ('days', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='起止日期')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='past', to='orgs.org', verbose_name='组织')),
                ('parent', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='上级')),
            ],
            options={
                'verbose_name': '组织沿革',
                'verbose_name_plural': '组织沿革',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('org', '='), ('days', '&&')], name='org_history_one_at_a_time')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('act', models.CharField(max_length=60, verbose_name='操作')),
                ('user_id', models.BigIntegerField(null=True, verbose_name='账号')),
                ('outcome', models.CharField(choices=[('done', '完成'), ('refused', '拒绝')], default='done', max_length=10, verbose_name='结果')),
                ('target', models.CharField(blank=True, max_length=60, verbose_name='对象类型')),
                ('target_id', models.BigIntegerField(null=True, verbose_name='对象')),
                ('target_name', models.CharField(blank=True, max_length=120, verbose_name='对象名称')),
                ('changes', models.JSONField(default=list, verbose_name='变化')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='事由')),
                ('request', models.CharField(blank=True, max_length=32, verbose_name='请求编号')),
                ('address', models.GenericIPAddressField(null=True, verbose_name='来源地址')),
                ('batch', models.UUIDField(null=True, verbose_name='批次')),
                ('leads', models.BooleanField(default=True, verbose_name='批次的主操作')),
                ('org_id', models.BigIntegerField(null=True, verbose_name='组织')),
                ('grant_id', models.BigIntegerField(null=True, verbose_name='所用授权')),
                ('visit_id', models.BigIntegerField(null=True, verbose_name='运维进入')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
            ],
            options={
                'verbose_name': '操作记录',
                'verbose_name_plural': '操作记录',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'at'], name='record_by_time'), models.Index(fields=['county', 'target', 'target_id'], name='record_by_target'), models.Index(fields=['county', 'batch'], name='record_by_batch')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('face', models.CharField(choices=[('phone', '手机'), ('desk', '电脑')], max_length=6, verbose_name='设备')),
                ('device', models.CharField(max_length=40, verbose_name='设备说明')),
                ('began_at', models.DateTimeField(verbose_name='登录时间')),
                ('expires_at', models.DateTimeField(verbose_name='最迟失效时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='退出时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_ins', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '登录设备',
                'verbose_name_plural': '登录设备',
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, verbose_name='键')),
                ('fingerprint', models.CharField(max_length=40, verbose_name='内容摘要')),
                ('led_to', models.CharField(blank=True, max_length=400, verbose_name='去向')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '已收表单',
                'verbose_name_plural': '已收表单',
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='submission_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(fields=('county', 'phone_key'), name='user_once_a_county'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(condition=models.Q(('county__isnull', True)), fields=('phone_key',), name='user_once_an_operator'),
        ),
        migrations.AddConstraint(
            model_name='accessgrant',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('user', '='), ('org', '='), ('role', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='grant_once_at_a_time', violation_error_message='此人在这里已经有同样的授权。'),
        ),
    ]
