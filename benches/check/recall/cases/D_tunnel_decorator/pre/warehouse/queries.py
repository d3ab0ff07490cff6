from warehouse.tunnel import tunnelled


@tunnelled("bastion.example.org")
def connection_string(name: str) -> str:
    return f"postgresql://localhost:5432/{name}"


def plain_string(name: str) -> str:
    return f"postgresql://db/{name}"
