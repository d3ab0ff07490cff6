"""Topics of a chat."""
