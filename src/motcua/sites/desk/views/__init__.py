"""The officers' pages: each view parses, makes one call, renders."""
