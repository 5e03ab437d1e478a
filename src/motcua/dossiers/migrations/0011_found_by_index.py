"""What is looked up by more than its dossier has an index of its own.

A desk's book asks for what the desk accepted in a year; tasks and results name their part by its id alone.
"""

from django.db import migrations

FORWARD = """
create index dossier_accepted_at_desk on dossier (desk_id, accepted_at) where accepted_at is not null;
create index dossier_part_by_id on dossier_part (id);
"""
BACK = "drop index dossier_accepted_at_desk; drop index dossier_part_by_id"


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0010_joint_parts")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
