"""The public API under /api/v1/ (design §10): status by code, the catalogue, its own description."""
