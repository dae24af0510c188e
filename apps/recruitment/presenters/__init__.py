"""What is shown: frozen values that receive everything and fetch nothing."""
