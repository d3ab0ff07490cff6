"""Loads the routing tables when it is imported."""

import csv

_PATH = "/dev/null"

with open(_PATH, newline="") as _text:
    ROUTES = list(csv.reader(_text))
