"""No open task is owned by a closed account: neither is one given to it, nor is an account closed that holds one.

Giving locks the account's row against closing, so that of two who do both at once one is refused.
"""

from django.db import migrations

GUARDS = """
create function task_owner_is_active() returns trigger language plpgsql as $$
begin
    perform 1 from account where id = new.owner_id and is_active for key share;
    if not found then
        raise exception 'task % is given to a closed account', new.id
            using errcode = 'check_violation', constraint = 'task_owner_is_active';
    end if;
    return new;
end $$;
create trigger task_given_is_owned_by_an_active_account before insert on task for each row
    when (new.owner_id is not null and new.state = 'open') execute function task_owner_is_active();
create trigger task_passed_is_owned_by_an_active_account before update of owner_id on task for each row
    when (new.owner_id is not null and new.owner_id is distinct from old.owner_id and new.state = 'open')
    execute function task_owner_is_active();

create function closed_account_holds_no_task() returns trigger language plpgsql as $$
begin
    if exists (select from task where owner_id = new.id and state = 'open') then
        raise exception 'account % still holds open tasks', new.id
            using errcode = 'check_violation', constraint = 'closed_account_holds_no_task';
    end if;
    return new;
end $$;
create trigger account_closed_holds_no_task before update on account for each row
    when (old.is_active and not new.is_active) execute function closed_account_holds_no_task();
"""
UNDO = """
drop function task_owner_is_active cascade;
drop function closed_account_holds_no_task cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0005_runs"), ("accounts", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
