"""The surroundings of a command that uses the product: Django loaded, the database running and migrated."""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from motcua.workbench.errors import LauncherError
from motcua.workbench.folder import DataFolder
from motcua.workbench.freshness import tables_are_fresh
from motcua.workbench.installation import data_folder, has_own_database, motcua, running_database, variables


def set_up(folder: DataFolder, *, address: str | None = None) -> None:
    """Make the folder and its secrets, point Django there and load it."""
    folder.make()
    os.environ.update(variables(folder, address=address))
    django.setup()


@contextmanager
def with_database(options: argparse.Namespace) -> Iterator[None]:
    """The migrated database, for commands that use the product's models.

    Refuses: an outside database whose tables are of another version; ours is brought up to date.
    """
    folder = data_folder(options)
    with running_database(folder):
        if not tables_are_fresh(os.environ["DATABASE_URL"]) and behind():
            if not has_own_database(os.environ, folder):
                raise LauncherError("The database is not up to date. Run: motcua migrate")
            migrated = subprocess.run([*motcua(), "migrate", "--data", str(folder.path)], check=False)
            if migrated.returncode != 0:
                raise LauncherError("The database could not be brought up to date; see above.")
        try:
            yield
        finally:
            connection.close()


def behind() -> bool:
    """Whether migrations wait to be applied."""
    loader = MigrationLoader(connection)
    connection.close()
    return bool(set(loader.disk_migrations) - set(loader.applied_migrations))
