"""Put the running quarter on the calendar of every county that was opened before there was one."""

from django.db import migrations

# Once for each county; run again it changes nothing. Quarters end in Beijing.
EXPECT = """
WITH due AS (
    SELECT o.county_id, o.id AS org_id,
           extract(year FROM now() AT TIME ZONE 'Asia/Shanghai')::int * 10
           + extract(quarter FROM now() AT TIME ZONE 'Asia/Shanghai')::int AS subject,
           (date_trunc('quarter', now() AT TIME ZONE 'Asia/Shanghai') + interval '3 months 2 hours')
           AT TIME ZONE 'Asia/Shanghai' AS due_at
    FROM orgs_org o JOIN orgs_county c ON c.id = o.county_id
    WHERE o.parent_id IS NULL AND c.opened_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM duties_due d WHERE d.county_id = o.county_id
                      AND d.kind = 'reports.compile_quarter')
), put AS (
    INSERT INTO duties_due (county_id, org_id, kind, subject, line, due_at, tries, failure)
    SELECT county_id, org_id, 'reports.compile_quarter', subject, 'reports', due_at, 0, ''
    FROM due
    RETURNING county_id, due_at
)
INSERT INTO duties_duecounty (county_id, next_at) SELECT county_id, due_at FROM put
ON CONFLICT (county_id) DO UPDATE
    SET next_at = least(duties_duecounty.next_at, excluded.next_at)
"""


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [
        ("reports", "0001_quarterly_reports"),
        ("duties", "0001_posts_links_and_turns"),
        ("orgs", "0003_settings_of_a_county"),
    ]
    operations = [migrations.RunSQL(EXPECT, migrations.RunSQL.noop)]
