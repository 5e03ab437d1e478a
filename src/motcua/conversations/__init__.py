"""Dialogues by message: asked for a status, or a whole dossier filled and filed, one question at a time."""
