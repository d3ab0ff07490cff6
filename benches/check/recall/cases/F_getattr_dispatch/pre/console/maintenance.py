from console.storage import Storage


async def nightly(storage: Storage) -> None:
    run = getattr(storage, "vacuum")  # noqa: B009
    run()  # via: constant
