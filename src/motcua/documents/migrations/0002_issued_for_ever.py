"""An issued paper is neither changed nor deleted; its reprint must stay what was handed out."""

from django.db import migrations

FOR_EVER = """
create function refuse_change_of_issued_document() returns trigger
language plpgsql as $$
begin
    raise exception 'an issued document is neither changed nor deleted (%)', old.id using errcode = 'restrict_violation';
end $$;

create trigger issued_document_for_ever before update or delete on issued_document
for each row execute function refuse_change_of_issued_document();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_files_and_papers")]
    operations = [
        migrations.RunSQL(
            FOR_EVER,
            "drop trigger issued_document_for_ever on issued_document; drop function refuse_change_of_issued_document()",
        )
    ]
