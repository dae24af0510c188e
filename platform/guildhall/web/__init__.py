"""Pages: how they are rendered, how forms speak, how refusals are answered, how dates and money are spelt."""
