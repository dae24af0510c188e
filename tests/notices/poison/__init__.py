"""A room for workers in tests: what it hears kills whoever hears it, or is written to a file."""
