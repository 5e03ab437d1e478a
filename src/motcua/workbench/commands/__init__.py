"""One module a subcommand: a docstring (its first line is the help), `add_arguments`, `run`."""
