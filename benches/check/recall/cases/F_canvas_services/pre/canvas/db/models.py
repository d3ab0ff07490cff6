from peewee import CharField, Model
from playhouse.pool import PooledMySQLDatabase

DB = PooledMySQLDatabase("canvas")


class BaseModel(Model):
    class Meta:
        database = DB


class UserCanvas(BaseModel):
    id = CharField(primary_key=True)
    user_id = CharField()
    dsl = CharField()


class APIToken(BaseModel):
    token = CharField(primary_key=True)
    tenant_id = CharField()
