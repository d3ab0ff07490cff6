import time

from asgiref.sync import async_to_sync, sync_to_async
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views import View


def read(name: str) -> str:
    with open(f"/srv/blog/{name}.md", encoding="utf-8") as text:  # silent: open
        return text.read()  # silent: read


def post(request: HttpRequest, name: str) -> HttpResponse:
    time.sleep(0.01)  # silent: sleep
    return HttpResponse(read(name))


class ArchiveView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(read("archive"))  # silent: method


async def latest(request: HttpRequest) -> HttpResponse:
    text = await sync_to_async(read)("latest")  # silent: wrapped
    return HttpResponse(text)


def summary(request: HttpRequest) -> HttpResponse:
    return async_to_sync(latest)(request)  # silent: async_to_sync


urlpatterns = [
    path("post/<str:name>", post),
    path("archive", ArchiveView.as_view()),
    path("latest", latest),
    path("summary", summary),
]
