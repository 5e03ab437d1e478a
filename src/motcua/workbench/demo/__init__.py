"""The demonstration province: real organisation and procedures, invented people, dossiers of three months.

`cast` who takes part, `loading` enters them through the product's services, `pages` says who can sign in as what.
"""
