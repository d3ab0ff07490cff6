"""Artifacts of agents."""
