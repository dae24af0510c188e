"""Accounts for those who come and go: asked for, approved by somebody else, made by a robot, read back."""
