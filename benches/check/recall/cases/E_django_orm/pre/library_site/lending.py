from library_site.models import Book


def lend(identifier: int) -> Book:
    book = Book.objects.get(pk=identifier)  # hit: get
    book.loans += 1
    book.save()  # hit: save
    return book


def titles(minimum: int) -> list[str]:
    return [book.title for book in Book.objects.filter(loans__gte=minimum)]  # hit: iterate
