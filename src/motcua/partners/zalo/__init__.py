"""Zalo Official Account: signed webhooks in, OpenAPI v3 and ZBS templates out, OAuth v4 tokens. Protocol only."""
