from library_site.models import Book


async def lend(identifier: int) -> Book:
    book = await Book.objects.aget(pk=identifier)  # silent: get
    book.loans += 1
    await book.asave()  # silent: save
    return book


async def atitles(minimum: int) -> list[str]:
    return [book.title async for book in Book.objects.filter(loans__gte=minimum)]  # silent: iterate


def titles(minimum: int) -> list[str]:
    return [book.title for book in Book.objects.filter(loans__gte=minimum)]  # silent: sync
