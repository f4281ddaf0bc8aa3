"""The error tree.

Each message says what happened, what did not happen to the data, and what to do next, and never quotes a cell.
Errors know nothing of exit codes: `cli/exit_codes.py` does.
"""


class CafeEtlError(Exception):
    """Anything that cafe-etl stops for, in words for a person."""


class UsageError(CafeEtlError):
    """The command line or the config file asks for something that makes no sense."""


class RefusedError(CafeEtlError):
    """Nothing could be loaded, or a check of the warehouse failed."""


class WarehouseBusyError(CafeEtlError):
    """Another run holds the warehouse, or the folder to publish into."""


class StorageError(CafeEtlError):
    """A disk that is full, a permission that is missing, a path that is not there."""


class WarehouseCareError(CafeEtlError):
    """The warehouse file is newer than this program, damaged, or not a warehouse."""
