"""Which unit is in charge of what is kept in memory under the stamp of the organisation."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial"), ("agencies", "0002_stamp")]
    operations = [
        migrations.RunSQL(
            """
            create trigger unit_in_charge_changes_organisation
                after insert or update or delete or truncate on unit_in_charge
                for each statement execute function organisation_changed();
            """,
            "drop trigger unit_in_charge_changes_organisation on unit_in_charge",
        )
    ]
