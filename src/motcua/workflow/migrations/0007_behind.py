"""Results that lie ready stand behind what somebody still has to do (`workflow.services.BEHIND`)."""

from django.db import migrations

BACK = "update task set priority = priority - 10 where kind = 'return' and state = 'open' and priority >= 0"
FORTH = "update task set priority = priority + 10 where kind = 'return' and state = 'open' and priority < 0"


class Migration(migrations.Migration):
    dependencies = [("workflow", "0006_owners")]
    operations = [migrations.RunSQL(BACK, FORTH)]
