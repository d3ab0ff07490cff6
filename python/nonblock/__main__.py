"""`python -m nonblock`: becomes the native command of the same installation."""

from __future__ import annotations

from nonblock._binary import become_command

if __name__ == "__main__":
    become_command()
