"""The demo partnership: seven invented organisations, seven months of work, made by the operations that pages call."""
