"""Lists of bundles read what lies in them, records the bundles they name: by ids of bundles alone."""

from django.db import migrations

FORWARD = """
create index custody_item_of_bundle on custody_item (bundle_id);
create index custody_bundle_by_id on custody_bundle (id);
"""
BACK = "drop index custody_item_of_bundle; drop index custody_bundle_by_id"


class Migration(migrations.Migration):
    dependencies = [("custody", "0002_inheritance")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
