"""Tests of `nonblock.cluster`."""
