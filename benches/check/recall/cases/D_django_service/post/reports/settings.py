SECRET_KEY = "case"
ROOT_URLCONF = "reports.urls"
