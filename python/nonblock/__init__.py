"""The answer to blocking calls in asyncio programs."""

from __future__ import annotations

from nonblock._native import __version__

__all__ = ["__version__"]
