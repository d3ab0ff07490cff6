"""Tests of what runs elsewhere: threads, collections of awaitables, rates."""
