import mysql.connector
import psycopg
import pyodbc
from elasticsearch import Elasticsearch

search = Elasticsearch("http://localhost:9200")


def orders(user: int) -> list[tuple[object, ...]]:
    with psycopg.connect("dbname=shop") as connection:  # hit: psycopg
        return connection.execute("select 1").fetchall()


def legacy(user: int) -> object:
    connection = mysql.connector.connect(host="db")  # hit: mysql
    cursor = connection.cursor()
    cursor.execute("select 1")  # hit: execute
    return cursor.fetchone()


def erp() -> object:
    return pyodbc.connect("DSN=erp").cursor().execute("select 1")  # hit: odbc


def find(text: str) -> object:
    return search.search(index="shop", query={"match": {"title": text}})  # hit: search
