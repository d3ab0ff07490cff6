from abc import ABC, abstractmethod


class DBInterface(ABC):
    @abstractmethod
    def store_function(self, session, function, name, project="", tag=""):
        pass

    @abstractmethod
    def get_function(self, session, name, project="", tag=""):
        pass
