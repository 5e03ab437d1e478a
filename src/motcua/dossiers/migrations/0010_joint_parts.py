"""What each agency finished of joint processes, and what is late there, is read by an index of those parts alone."""

from django.db import migrations

INDEX = """
create index dossier_part_joint on dossier_part (agency_id, finished_at)
    where duty = 'cooperation' and phase <> '';
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0009_moves")]
    operations = [migrations.RunSQL(INDEX, "drop index dossier_part_joint")]
