from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0006_bodies_beside_lineage_and_claims'),
    ]

    operations = [
        migrations.AddField(
            model_name='org',
            name='feature',
            field=models.CharField(blank=True, db_default='', default='', max_length=100, verbose_name='特色'),
        ),
        migrations.AlterField(
            model_name='reformstep',
            name='matter',
            field=models.CharField(choices=[('conversion', '会改联'), ('regionalisation', '区域化建设'), ('party_appraisal', '纳入党建考核')], max_length=16, verbose_name='事项'),
        ),
        migrations.AlterField(
            model_name='setting',
            name='name',
            field=models.CharField(choices=[('handover_days', '轮值交接确认期限（天）'), ('confirm_days', '季度报告乡镇核对期限（天）'), ('term_years', '每届任期（年）'), ('quorum', '代表大会有效：到会代表须超过应到的（1 半数，2 三分之二）'), ('majority_of', '当选得票须过半，半数按（1 应到代表，2 到会代表）'), ('heads_from_members', '全委会选出的主席、副主席须是当选执委（1 是，2 否）'), ('vice_chair_women', '聘任兼职副主席所带团队的女性人数（至少）'), ('transfer_days', '人员转移的接收期限（天）')], max_length=30, verbose_name='设置项'),
        ),
    ]
