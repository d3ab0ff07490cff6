# What the Rust half of the package offers; stubtest compares this with the built extension.

from typing import Final

__all__ = ["__version__"]

__version__: Final[str]
