"""LibreOffice accepts or rejects all the revisions of a Word file, as a person would."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

with_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice n’est pas installé"
)
ACCEPT, REJECT = "AcceptAllTrackedChanges", "RejectAllTrackedChanges"
_MACRO = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Revise(source, target, order)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  frame = document.CurrentController.Frame
  dispatcher.executeDispatch(frame, ".uno:" &amp; order, "", 0, Array())
  Dim form(0) As New com.sun.star.beans.PropertyValue
  form(0).Name = "FilterName" : form(0).Value = "MS Word 2007 XML"
  document.storeToURL(target, form())
  document.close(True)
End Sub
</script:module>
"""
_LIBRARY = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
<library:element library:name="Module1"/></library:library>
"""


def revised(data: bytes, order: str, folder: Path) -> bytes:
    """The file that LibreOffice saves once it has carried out ACCEPT or REJECT."""
    home = folder / "profil"
    macros = home / "user/basic/Standard"
    if not macros.exists():
        command = ("soffice", f"-env:UserInstallation=file://{home}", "--headless")
        subprocess.run((*command, "--terminate_after_init"), check=True, timeout=120)
        macros.mkdir(parents=True, exist_ok=True)
        (macros / "Module1.xba").write_text(_MACRO, encoding="utf-8")
        (macros / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    source, target = folder / "entree.docx", folder / f"{order}.docx"
    source.write_bytes(data)
    subprocess.run(
        (
            *("soffice", f"-env:UserInstallation=file://{home}", "--headless"),
            f'macro:///Standard.Module1.Revise("file://{source}","file://{target}","{order}")',
        ),
        check=True,
        capture_output=True,
        timeout=120,
    )
    return target.read_bytes()
