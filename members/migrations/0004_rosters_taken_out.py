from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0003_plenaries_committee_seats_and_pairs_apart'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rosterimport',
            name='purpose',
            field=models.CharField(choices=[('new', '新增名单'), ('edit', '改好的花名册'), ('export', '导出的花名册')], default='new', max_length=6, verbose_name='做什么'),
        ),
    ]
