# A desk may file what another one receives.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0003_settings'),
        ('dossiers', '0005_desk_ends'),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='to_desk',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.desk'),
        ),
    ]
