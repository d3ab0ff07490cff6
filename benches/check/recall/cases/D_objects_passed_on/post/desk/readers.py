def load(path):
    return path.read_text()


def rows(conn, sql):
    cursor = conn.cursor()
    cursor.execute(sql)
    return cursor.fetchall()


def ask(session, url):
    headers = {"accept": "application/json"}
    return session.get(url, headers=headers).json()


def cached(store, key):
    return store.get(key)


def convert(module, path):
    return module.Document(path)


def send(connection, mail):
    connection.session.send_message(mail)


class Holder:
    def __init__(self, client, prefix="desk:"):
        self.client = client
        self.prefix = prefix

    def fetch(self, key):
        return self.client.get(self.prefix + key)


class Rows:
    def __init__(self, session):
        self.session = session

    def one(self, model, **filters):
        return self._query(model, filters).one_or_none()

    def _query(self, model, filters):
        return self.session.query(model).filter_by(**filters)
