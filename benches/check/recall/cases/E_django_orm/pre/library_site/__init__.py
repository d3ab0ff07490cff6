import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "library_site.settings")
django.setup()
