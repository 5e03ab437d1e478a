"""The spine: one file a stage, read top to bottom it is the regulation.

1 submit → 2 check → 3 accept (or supplement, refuse) → 4 transfer → 5 process → 6 decide → 7 hand_over → 8 close.
Every function is one legal act in one transaction: lock, then check, then move; effects leave after commit.
"""
