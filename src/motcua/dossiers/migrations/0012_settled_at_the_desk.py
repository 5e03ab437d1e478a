"""The trigger lets a dossier be decided at the desk in the moment of its reception (TN19-10.6)."""

from importlib import import_module

from django.db import migrations

from motcua.dossiers.migrations._tables import legal_moves

_before = import_module("motcua.dossiers.migrations.0009_moves").LEGAL_MOVES
LEGAL_MOVES = [*_before, ("submitted", "decided")]


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0011_found_by_index")]
    operations = [migrations.RunSQL(legal_moves(LEGAL_MOVES), legal_moves(_before))]
