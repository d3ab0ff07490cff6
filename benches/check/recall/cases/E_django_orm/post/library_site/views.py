from django.http import HttpRequest, JsonResponse

from library_site.lending import atitles, lend, titles


async def lend_view(request: HttpRequest, identifier: int) -> JsonResponse:
    book = await lend(identifier)
    return JsonResponse({"loans": book.loans})


async def popular(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"titles": await atitles(10)})


def popular_sync(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"titles": titles(10)})
