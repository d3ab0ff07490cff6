import httpx
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, JsonResponse

TERMS = "/srv/shop/terms.html"


@sync_to_async
def read_terms() -> str:
    with open(TERMS, encoding="utf-8") as page:  # silent: read
        return page.read()


async def terms(request: HttpRequest) -> HttpResponse:
    return HttpResponse(await read_terms())  # silent: terms


async def exchange_rate(request: HttpRequest, currency: str) -> JsonResponse:
    client: httpx.AsyncClient = request.scope["client"]
    reply = await client.get(f"https://rates.example.org/{currency}")  # silent: get
    return JsonResponse(reply.json())


def invoice(request: HttpRequest) -> HttpResponse:
    with open("/srv/shop/invoice.pdf", "rb") as document:  # silent: invoice
        return HttpResponse(document.read(), content_type="application/pdf")


@sync_to_async
def archive(request: HttpRequest) -> HttpResponse:
    with open("/srv/shop/archive.html", encoding="utf-8") as page:  # silent: archive
        return HttpResponse(page.read())
