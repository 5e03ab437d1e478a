"""Gathering the frozen facts that slips are printed from."""
