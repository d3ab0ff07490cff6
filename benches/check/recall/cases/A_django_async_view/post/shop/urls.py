from django.urls import path

from shop import views

urlpatterns = [
    path("terms", views.terms),
    path("rate/<str:currency>", views.exchange_rate),
    path("invoice", views.invoice),
    path("archive", views.archive),
]
