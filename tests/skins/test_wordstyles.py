"""Word's styles as CSS."""

from __future__ import annotations

import pytest

from dossiers.formats.ooxml import parse
from dossiers.skins.wordstyles import StyleSheet

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
THEME = b"""<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<a:themeElements><a:fontScheme name="Office">
<a:majorFont><a:latin typeface="Source Sans 3"/></a:majorFont>
<a:minorFont><a:latin typeface="Source Serif 4"/></a:minorFont>
</a:fontScheme></a:themeElements></a:theme>"""


@pytest.mark.parametrize(
    ("theme", "family"),
    [("majorHAnsi", "Source Sans 3"), ("minorHAnsi", "Source Serif 4")],
)
def test_a_font_of_the_theme_is_the_one_that_the_theme_names(theme: str, family: str) -> None:
    styles = f"""<w:styles {W}><w:style w:type="paragraph" w:styleId="Titre"><w:name w:val="Titre"/>
    <w:rPr><w:rFonts w:asciiTheme="{theme}" w:ascii="Calibri"/></w:rPr></w:style></w:styles>"""
    sheet = StyleSheet(parse(styles.encode(), "styles"), parse(THEME, "theme"))
    assert family in sheet.style("Titre").css["font-family"]
