from django.urls import path

from reports.views import PlainView, ReportView

urlpatterns = [
    path("<str:kind>", ReportView.as_view()),
    path("plain/<str:kind>", PlainView.as_view()),
]
