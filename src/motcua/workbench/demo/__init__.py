"""The demonstration province: real organisation and procedures, invented people, dossiers of three months."""

from motcua.workbench.demo.cast import Cast, read_cast
from motcua.workbench.demo.loading import load

__all__ = ["Cast", "load", "read_cast"]
