"""What every table above stands on: extensions, folding for search, yearly partitions by UUIDv7."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

# unaccent() is only STABLE because its dictionary could be changed; naming the dictionary makes the
# wrapper safe to index. kernel.text.fold gives the same answer in Python.
VI_NORM = """
create function vi_norm(value text) returns text
language sql immutable parallel safe strict
return lower(unaccent('unaccent'::regdictionary, normalize(value, NFC)));
"""

# A UUIDv7 begins with 48 bits of milliseconds, so a year of ids is a range.
UUID7_FLOOR = """
create function uuid7_floor(at timestamptz) returns uuid
language sql immutable parallel safe strict
return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

create function make_year_partition(parent text, year int) returns text
language plpgsql as $$
declare
    child text := parent || '_' || year;
begin
    if to_regclass(child) is null then
        execute format(
            'create table %I partition of %I for values from (%L) to (%L)', child, parent,
            uuid7_floor(make_timestamptz(year, 1, 1, 0, 0, 0, 'Asia/Ho_Chi_Minh')),
            uuid7_floor(make_timestamptz(year + 1, 1, 1, 0, 0, 0, 'Asia/Ho_Chi_Minh')));
    end if;
    return child;
end $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(VI_NORM, "drop function vi_norm(text)"),
        migrations.RunSQL(
            UUID7_FLOOR, "drop function make_year_partition(text, int); drop function uuid7_floor(timestamptz)"
        ),
    ]
