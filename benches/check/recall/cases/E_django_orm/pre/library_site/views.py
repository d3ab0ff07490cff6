from django.http import HttpRequest, JsonResponse

from library_site.lending import lend, titles


async def lend_view(request: HttpRequest, identifier: int) -> JsonResponse:
    book = lend(identifier)  # via: get # via: save
    return JsonResponse({"loans": book.loans})


async def popular(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"titles": titles(10)})  # via: iterate


def popular_sync(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"titles": titles(10)})
