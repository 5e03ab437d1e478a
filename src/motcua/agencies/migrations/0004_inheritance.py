"""Whose archive and running work an agency inherited: everything it is the main successor of, through all mergers."""

from django.db import migrations

FUNCTIONS = """
create function inherited_agencies(agency uuid, day date) returns uuid[] language sql stable as $$
    with recursive inherited (id) as (
        select predecessor_id from agency_succession s
            where s.successor_id = agency and s.is_main and s."on" <= day
        union
        select s.predecessor_id from agency_succession s join inherited i on s.successor_id = i.id
            where s.is_main and s."on" <= day
    )
    select coalesce(array_agg(id), '{}') from inherited
$$;
create function inherited_desks(agency uuid, day date) returns uuid[] language sql stable as $$
    select coalesce(array_agg(id), '{}') from desk where agency_id = any (inherited_agencies(agency, day))
$$;
"""
UNDO = "drop function inherited_desks(uuid, date); drop function inherited_agencies(uuid, date);"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_settings")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
