"""Reads of the operations."""
