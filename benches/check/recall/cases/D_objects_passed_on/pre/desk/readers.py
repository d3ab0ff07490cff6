def load(path):
    return path.read_text()  # hit: read


def rows(conn, sql):
    cursor = conn.cursor()
    cursor.execute(sql)  # hit: sql
    return cursor.fetchall()  # hit: rows


def ask(session, url):
    headers = {"accept": "application/json"}
    return session.get(url, headers=headers).json()  # hit: fetch


def cached(store, key):
    return store.get(key)  # hit: cache


def convert(module, path):
    return module.Document(path)  # hit: module


def send(connection, mail):
    connection.session.send_message(mail)  # hit: mail


class Holder:
    def __init__(self, client, prefix="desk:"):
        self.client = client
        self.prefix = prefix

    def fetch(self, key):
        return self.client.get(self.prefix + key)  # hit: hold


class Rows:
    def __init__(self, session):
        self.session = session

    def one(self, model, **filters):
        return self._query(model, filters).one_or_none()  # hit: result

    def _query(self, model, filters):
        return self.session.query(model).filter_by(**filters)
