from contextlib import contextmanager

import h5py


class Entity:
    def __init__(self, entity, path):
        self._entity = entity
        self.path = path

    def attributes(self, keys=None):
        return {key: self._entity.attrs[key] for key in keys or self._entity.attrs.keys()}


class Dataset(Entity):
    def data(self, selection=None):
        return self._entity[()] if selection is None else self._entity[selection]


def create_content(file, path):
    entity = file[path]
    return Dataset(entity, path) if isinstance(entity, h5py.Dataset) else Entity(entity, path)


@contextmanager
def content_from_file(filepath, path, create_error):
    try:
        file = h5py.File(filepath, "r", libver="latest", swmr=True)
    except OSError:
        raise create_error(404, f"no such file: {filepath}") from None
    try:
        yield create_content(file, path)
    finally:
        file.close()
