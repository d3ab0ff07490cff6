SECRET_KEY = "case"
ROOT_URLCONF = "blog.views"
