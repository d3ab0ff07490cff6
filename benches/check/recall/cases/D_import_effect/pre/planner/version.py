"""Reads the version from git when it is imported."""

from planner._build import describe

VERSION = describe()
