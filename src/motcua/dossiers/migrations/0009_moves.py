"""The trigger knows the moves of the table and no others."""

from importlib import import_module

from django.db import migrations

from motcua.dossiers.migrations._tables import legal_moves

_before = import_module("motcua.dossiers.migrations.0005_desk_ends").LEGAL_MOVES
LEGAL_MOVES = [pair for pair in _before if pair != ("submitted", "decided")]


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_outage_codes")]
    operations = [migrations.RunSQL(legal_moves(LEGAL_MOVES), legal_moves(_before))]
