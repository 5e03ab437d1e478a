"""The province's Zalo Official Account: its keys, its users, the way out to them."""
