from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0004_rosters_taken_out'),
        ('orgs', '0007_party_appraisal_and_features'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='given',
            field=models.CharField(blank=True, default='', editable=False, max_length=40, verbose_name='名字'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['county', 'given'], name='person_by_given'),
        ),
    ]
