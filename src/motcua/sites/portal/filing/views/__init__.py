"""The pages of filling and filing a dossier."""
