"""What comes in: shape, never policy."""
