import requests
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, JsonResponse

TERMS = "/srv/shop/terms.html"


async def terms(request: HttpRequest) -> HttpResponse:
    with open(TERMS, encoding="utf-8") as page:  # hit: read
        return HttpResponse(page)


async def exchange_rate(request: HttpRequest, currency: str) -> JsonResponse:
    rate = requests.get(f"https://rates.example.org/{currency}").json()  # hit: get
    return JsonResponse(rate)


def invoice(request: HttpRequest) -> HttpResponse:
    with open("/srv/shop/invoice.pdf", "rb") as document:
        return HttpResponse(document.read(), content_type="application/pdf")


@sync_to_async
def archive(request: HttpRequest) -> HttpResponse:
    with open("/srv/shop/archive.html", encoding="utf-8") as page:
        return HttpResponse(page.read())
