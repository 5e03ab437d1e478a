"""Zalo's side of the dialogues: its events are read here."""
