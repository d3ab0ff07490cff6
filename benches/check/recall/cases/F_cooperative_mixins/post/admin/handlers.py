import asyncio
import json
import logging
from tornado.web import RequestHandler

from admin.mixins import AuditMixin, StampMixin


class Record(StampMixin, AuditMixin):
    """Stamps, then audits."""


class AdminHandler(RequestHandler):
    def on_finish(self) -> None:
        logging.getLogger("access").info(self.request.path)  # silent: finish


class RecordHandler(AdminHandler):
    async def post(self) -> None:
        await asyncio.to_thread(Record().save, json.loads(self.request.body))  # silent: audit
        await self.flush()
