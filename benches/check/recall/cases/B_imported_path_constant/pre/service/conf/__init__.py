from service.conf.paths import DATA_DIR, certificate_path

__all__ = ["DATA_DIR", "certificate_path"]
