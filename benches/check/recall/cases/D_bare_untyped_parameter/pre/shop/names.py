def unused_name(name, session, table):
    """Return the name, with a number behind it if there is one of that name already."""
    number = 1
    while session.query(table).filter_by(name=name).first():  # hit: name
        name = f"{name} ({number})"
        number += 1
    return name


class Journal:
    def __init__(self, session):
        self.session = session

    def write(self, entry):
        self.session.add(entry)
        self.session.commit()  # hit: journal


def price(client, article):
    return client.get(f"/articles/{article}/price").json()  # hit: price
