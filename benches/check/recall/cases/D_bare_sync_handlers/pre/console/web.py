"""Pages of the console."""

import functools
import json
from typing import Any, Callable

import tornado
import tornado.ioloop
import tornado.web

from .store import STORE


def signed_in(method: Callable[..., Any]) -> Callable[..., Any]:
    """Send strangers to the login page."""

    @functools.wraps(method)
    def wrapper(self: "Page", *args: Any, **kwargs: Any) -> Any:
        if not self.current_user:
            self.redirect("./login")
            return None
        return method(self, *args, **kwargs)

    return wrapper


class Page(tornado.web.RequestHandler):
    """What all pages share."""

    def get_current_user(self) -> str | None:
        """Return who asks."""
        return self.get_secure_cookie("user")


class HidePage(Page):
    """Hides a device."""

    @signed_in
    def post(self) -> None:
        """Remember the name."""
        STORE.hidden.add(json.loads(self.request.body)["name"])
        STORE.save()  # via: save
        self.set_status(204)
