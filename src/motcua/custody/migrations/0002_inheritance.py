"""Paper that a merger brought to another place: since when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_initial")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "alter table custody_bundle add column inherited_at timestamptz",
                    "alter table custody_bundle drop column inherited_at",
                )
            ],
            state_operations=[
                migrations.AddField("bundle", "inherited_at", models.DateTimeField(null=True)),
            ],
        )
    ]
