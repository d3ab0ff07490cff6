"""A console for small devices."""
