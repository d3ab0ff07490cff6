import psycopg2
from psycopg2.extensions import connection


def connect(dsn: str) -> connection:
    return psycopg2.connect(dsn)
