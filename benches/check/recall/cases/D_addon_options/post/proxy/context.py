from proxy.options import Options


class Context:
    options: Options


ctx = Context()
