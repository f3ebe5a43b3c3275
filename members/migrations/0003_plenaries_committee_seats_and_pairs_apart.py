import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0002_elections_growth_and_transfers'),
        ('orgs', '0007_party_appraisal_and_features'),
    ]

    operations = [
        migrations.AddField(
            model_name='appointment',
            name='decided_by',
            field=models.CharField(blank=True, max_length=80, verbose_name='决定单位'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='expected_until',
            field=models.DateField(blank=True, null=True, verbose_name='预计离任日期'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='letter_on',
            field=models.DateField(blank=True, null=True, verbose_name='聘书日期'),
        ),
        migrations.AddField(
            model_name='womenscongress',
            name='plenary_due',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='全委会应到'),
        ),
        migrations.AddField(
            model_name='womenscongress',
            name='plenary_present',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='全委会到会'),
        ),
        migrations.RenameModel(old_name='VillageCommitteeSeat', new_name='CommitteeSeat'),
        migrations.AlterModelOptions(
            name='committeeseat',
            options={'base_manager_name': 'rows', 'verbose_name': '班子任职', 'verbose_name_plural': '班子任职'},
        ),
        migrations.AlterField(
            model_name='committeeseat',
            name='body',
            field=models.CharField(choices=[('party', '党组织班子'), ('villagers', '村（居）民委员会'), ('standing', '妇联常委会')], max_length=10, verbose_name='班子'),
        ),
        migrations.AlterField(
            model_name='committeeseat',
            name='org',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织'),
        ),
        migrations.RemoveConstraint(model_name='committeeseat', name='village_seat_once'),
        migrations.RemoveConstraint(model_name='committeeseat', name='village_seat_ends_late'),
        migrations.CreateModel(
            name='PeopleApart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('other', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.person', verbose_name='另一人')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.person', verbose_name='人员')),
            ],
            options={
                'verbose_name': '不是同一人',
                'verbose_name_plural': '不是同一人',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [
                    models.UniqueConstraint(fields=('county', 'person', 'other'), name='apart_once'),
                    models.CheckConstraint(condition=models.Q(('person__lt', models.F('other'))), name='apart_in_order'),
                ],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name='committeeseat',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('org', '='), ('person', '='), ('body', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='committee_seat_once', violation_error_message='此人已经在这个班子里。'),
        ),
        migrations.AddConstraint(
            model_name='committeeseat',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='committee_seat_ends_late', violation_error_message='结束日期不能早于开始日期。'),
        ),
    ]
