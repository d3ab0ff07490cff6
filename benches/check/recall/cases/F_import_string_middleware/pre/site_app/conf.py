MIDDLEWARE = [
    "site_app.middleware.GeoMiddleware",
    "site_app.middleware.HeaderMiddleware",
]
STORAGE = "site_app.storage.DiskStorage"
