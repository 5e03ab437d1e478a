"""What an officer sees: the pages of the spine as plain facts, each a fixed number of statements.

`acts` what this officer may do next · `work` lists · `dossier` the dossier's page · `checking` the checklist and
its outcomes · `step` one step of the process · `history` the timeline and why the date is what it is.
"""
