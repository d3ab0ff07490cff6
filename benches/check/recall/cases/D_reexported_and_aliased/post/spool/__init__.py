from .api import *
from .fs import wipe as reset_spool
