"""A newly published calendar changes the stamp of the organisation: its hours are kept in memory under it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial"), ("agencies", "0002_stamp")]
    operations = [
        migrations.RunSQL(
            """
            create trigger calendar_version_changes_organisation
                after insert or update or delete or truncate on calendar_version
                for each statement execute function organisation_changed();
            """,
            "drop trigger calendar_version_changes_organisation on calendar_version",
        )
    ]
