from asgiref.sync import sync_to_async
from django.http import HttpRequest, JsonResponse
from django.views import View

from reports.services import ReportService

service = ReportService("owner@example.org")


class ReportView(View):
    async def get(self, request: HttpRequest, kind: str) -> JsonResponse:
        path = await sync_to_async(service.run, thread_sensitive=False)(kind)  # silent: export
        return JsonResponse({"path": path})

    async def post(self, request: HttpRequest, kind: str) -> JsonResponse:
        path = await sync_to_async(service.run)(kind)  # silent: wrapped
        return JsonResponse({"path": path}, status=201)


class PlainView(View):
    def get(self, request: HttpRequest, kind: str) -> JsonResponse:
        return JsonResponse({"path": service.run(kind)})  # silent: plain
