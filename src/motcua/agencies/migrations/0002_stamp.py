"""A stamp that changes with the organisation, so that what was read of it can be kept in memory until then.

One row. Its value comes from a sequence: a change that is rolled back gives its value to nobody else, so nothing
kept under it is ever found again.
"""

from django.db import migrations

STAMP = """
create sequence organisation_stamp_value;
create table organisation_stamp (
    id smallint primary key default 1 check (id = 1),
    value bigint not null
);
insert into organisation_stamp (value) values (nextval('organisation_stamp_value'));

create function organisation_changed() returns trigger language plpgsql as $$
begin
    update organisation_stamp set value = nextval('organisation_stamp_value');
    return null;
end $$;
"""
TABLES = ("agency_version", "agency_succession", "unit", "unit_version", "desk", "desk_version", "pool", "posting")


def watch(table: str) -> str:
    return f"""
create trigger {table}_changes_organisation after insert or update or delete or truncate on {table}
    for each statement execute function organisation_changed();
"""


# An account is written at every sign-in; only who works and under which name counts here.
ACCOUNT = """
create trigger account_changes_organisation after update on account for each row
    when (old.is_active is distinct from new.is_active or old.full_name is distinct from new.full_name)
    execute function organisation_changed();
"""
UNDO = "drop function organisation_changed cascade; drop table organisation_stamp; drop sequence organisation_stamp_value"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial"), ("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(STAMP + "".join(map(watch, TABLES)) + ACCOUNT, UNDO),
    ]
