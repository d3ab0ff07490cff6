from canvas.db.models import DB, APIToken, UserCanvas


class CommonService:
    model = None

    @classmethod
    @DB.connection_context()
    def query(cls, **kwargs):
        return list(cls.model.select().where(*[getattr(cls.model, k) == v for k, v in kwargs.items()]))

    @classmethod
    @DB.connection_context()
    def update_by_id(cls, pid, data):
        return cls.model.update(data).where(cls.model.id == pid).execute()


class UserCanvasService(CommonService):
    model = UserCanvas

    @classmethod
    def accessible(cls, canvas_id, user_id) -> bool:
        return bool(cls.query(id=canvas_id, user_id=user_id))


class APITokenService(CommonService):
    model = APIToken

    @classmethod
    def of(cls, token):
        return APIToken.get_or_none(APIToken.token == token)
