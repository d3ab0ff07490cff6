import json

from tornado.web import RequestHandler

from admin.mixins import AuditMixin, StampMixin


class Record(StampMixin, AuditMixin):
    """Stamps, then audits."""


class AdminHandler(RequestHandler):
    def on_finish(self) -> None:
        with open("/var/log/access", "a") as log:  # hit: finish
            print(self.request.path, file=log)


class RecordHandler(AdminHandler):
    async def post(self) -> None:
        Record().save(json.loads(self.request.body))  # via: audit
        await self.flush()
