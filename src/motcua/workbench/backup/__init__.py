"""Backups: taken while the product runs, restored into a fresh installation (TN14-8.8, TN14-9.3).

A backup is the database as of one instant, every file that the database names, and a signed list of both. The keys
are never in it: with key and dump together everybody could read the sealed numbers.
"""
