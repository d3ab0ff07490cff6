from django.conf import settings

if not settings.configured:
    settings.configure(INSTALLED_APPS=[])
    import django

    django.setup()

from django.db import models


class Ticket(models.Model):
    seats = models.IntegerField(default=0)

    class Meta:
        app_label = "shelf"
