"""Bring the database up to date and give the product its rights on it.

Runs as the owner of the tables: MOTCUA_OWNER_URL, otherwise the embedded database's owner, otherwise
DATABASE_URL. The product itself runs as another role, which owns nothing.
"""

from __future__ import annotations

import argparse
import os
import sys

import psycopg
from django.core.management import call_command
from psycopg.conninfo import conninfo_to_dict

from motcua.workbench.environment import set_up
from motcua.workbench.errors import LauncherError
from motcua.workbench.freshness import note_fresh_tables
from motcua.workbench.installation import data_folder, has_own_database, running_database, variables
from motcua.workbench.postgres import Cluster
from motcua.workbench.roles import append_only_tables, grant

# Two nodes that start together migrate one after the other.
ADVISORY_LOCK = 0x6D_6F_74_63_75_61  # "motcua"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "See docs/howto/operate.md for the two roles."


def run(options: argparse.Namespace) -> int:
    folder = data_folder(options)
    folder.make()
    product = variables(folder)["DATABASE_URL"]
    owner = os.environ.get("MOTCUA_OWNER_URL") or (
        Cluster(folder.path).owner_url() if has_own_database(os.environ, folder) else product
    )
    with running_database(folder):
        set_up(folder, address=owner)
        try:
            with psycopg.connect(owner, autocommit=True) as connection:
                connection.execute("select pg_advisory_lock(%s)", [ADVISORY_LOCK])
                call_command("migrate", interactive=False, verbosity=0)
                note_fresh_tables(connection)
                _grant(connection, product)
        except psycopg.OperationalError as problem:
            raise LauncherError(f"The owner of the database is not let in: {problem}") from problem
    return 0


def _grant(owner: psycopg.Connection, product: str) -> None:
    role = str(conninfo_to_dict(product).get("user") or owner.info.user)
    if role == owner.info.user:
        print(
            f"motcua: the product's role '{role}' owns its tables, so nothing keeps it from dropping them. "
            "Give it a role of its own: docs/howto/operate.md",
            file=sys.stderr,
        )
        return
    grant(owner, role, append_only_tables())
