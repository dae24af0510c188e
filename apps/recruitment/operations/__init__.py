"""The verbs of recruitment, from a vacancy's first draft to a first day."""
