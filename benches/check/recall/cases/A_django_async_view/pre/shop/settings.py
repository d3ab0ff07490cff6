SECRET_KEY = "case"
ROOT_URLCONF = "shop.urls"
