import pykube

from operator_kit.clients import auth


def list_objs(*, cls: type[pykube.objects.APIObject], namespace=None):
    api = auth.get_api()
    found = cls.objects(api, namespace=pykube.all if namespace is None else namespace)
    rsp = found.response
    return rsp["items"], rsp.get("metadata", {}).get("resourceVersion")


def read_crd(*, name, default=None):
    try:
        api = auth.get_api()
        cls = pykube.CustomResourceDefinition
        return cls.objects(api, namespace=None).get_by_name(name=name).obj
    except pykube.exceptions.ObjectDoesNotExist:
        return default
