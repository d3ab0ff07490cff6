"""Tests of the watch, in the process and from outside."""
