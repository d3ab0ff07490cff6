from filters import builtin

__all__ = ["builtin"]
