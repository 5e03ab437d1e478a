"""A caller without a code is found by name and year of birth: by an index, however many dossiers there are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0014_bare_codes")]
    operations = [
        migrations.RunSQL(
            "create index dossier_party_by_name on dossier_party (vi_norm(full_name), born_on)",
            "drop index dossier_party_by_name",
        )
    ]
