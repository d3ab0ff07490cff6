from vendorapi.client import VendorClient

__all__ = ["VendorClient"]
