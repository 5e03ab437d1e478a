"""Officers: their accounts, their duties, who replaces whom (TN14-8.1, TN19-14.5, NB18-14.1)."""
