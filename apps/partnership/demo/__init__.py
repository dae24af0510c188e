"""The demo partnership: seven invented organisations and seven months of work, made by the operations that pages call."""
