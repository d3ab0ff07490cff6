from todo_api.web.factory import create_app

__all__ = ["create_app"]
