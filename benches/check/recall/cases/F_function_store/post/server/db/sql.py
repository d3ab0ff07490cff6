from sqlalchemy.orm import Session

from server.db.base import DBInterface
from server.db.models import Function


class SQLDB(DBInterface):
    def __init__(self, dsn: str):
        self.dsn = dsn

    def store_function(self, session: Session, function, name, project="", tag=""):
        record = self._get_class_instance_by_name(session, Function, name, project)
        if record is None:
            record = Function(name=name, project=project)
        record.struct = function
        self._upsert(session, record)

    def get_function(self, session: Session, name, project="", tag=""):
        record = self._query(session, Function, name=name, project=project).one_or_none()
        return record.struct if record else None

    def _get_class_instance_by_name(self, session, cls, name, project):
        return self._query(session, cls, name=name, project=project).one_or_none()

    def _query(self, session, cls, **kw):
        kw = {k: v for k, v in kw.items() if v is not None}
        return session.query(cls).filter_by(**kw)

    def _upsert(self, session, obj):
        session.add(obj)
        session.commit()
