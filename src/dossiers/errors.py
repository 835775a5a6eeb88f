"""What makes the program stop, each with its exit code: whose turn it is."""

from __future__ import annotations

import errno

from dossiers.findings import Mark


class DossiersError(Exception):
    """A French sentence for the user, and where it applies."""

    exit_code = 1

    def __init__(self, message: str, mark: Mark | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.mark = mark

    def __str__(self) -> str:
        return f"{self.mark} : {self.message}" if self.mark else self.message


class Refused(DossiersError):  # noqa: N818 - not a fault of the program
    """The dossier does not allow what is asked: the applicant's turn."""

    exit_code = 1


class UsageProblem(DossiersError):  # noqa: N818 - not a fault of the program
    """The command is wrongly used: the user's turn."""

    exit_code = 2


class LibraryError(DossiersError):
    """A procedure, a template or a skin is wrong: its author's turn."""

    exit_code = 3


class MachineError(DossiersError):
    """A file, a disk or a system library fails: the administrator's turn."""

    exit_code = 4


def unreadable(path: object, error: OSError) -> MachineError:
    """What is raised for a file that the system does not give."""
    return MachineError(f"« {path} » ne peut pas être lu : {told(error)}.")


def no_room(error: OSError) -> MachineError:
    """What is raised where the system takes no file that is needed for a moment."""
    return MachineError(f"Le dossier temporaire ne peut pas être écrit : {told(error)}.")


def told(error: OSError) -> str:
    """Why a file cannot be read or written, in French whatever the system's language."""
    return _REASONS.get(error.errno or 0, "le système le refuse")


_REASONS = {
    errno.EACCES: "permission refusée",
    errno.EPERM: "permission refusée",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota du disque est atteint",
    errno.EFBIG: "le fichier dépasse la taille permise",
    errno.ENOENT: "ce chemin n’existe pas",
    errno.EEXIST: "un fichier tient la place d’un dossier",
    errno.ENOTDIR: "un fichier tient la place d’un dossier",
    errno.EISDIR: "un dossier tient la place du fichier",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.ELOOP: "des liens renvoient l’un à l’autre",
}
