from sessions.middleware import session_middleware

__all__ = ["session_middleware"]
