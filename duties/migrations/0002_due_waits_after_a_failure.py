"""A due row that failed waits before it is tried again; its place in line stays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_posts_links_and_turns")]

    operations = [
        migrations.AddField(
            "due", "retry_at", models.DateTimeField(null=True, verbose_name="下次尝试")
        )
    ]
