"""Tests of what comes out of `nonblock watch`: reports, live pictures, metrics."""
