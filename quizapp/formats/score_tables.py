"""A table for a spreadsheet, as CSV or XLSX, in which no cell acts as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

Value = str | float | int | None
# What makes a spreadsheet read a text as a formula, and what it skips before that.
# The wide ones are signs of a formula to a spreadsheet in Chinese, Japanese or Korean.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
SHEET_NAME_MAX = 31

# A workbook (ECMA-376, part 1) is a ZIP file of small XML files. They are written here: a library
# makes an object of every cell, and took two seconds for 25,000.
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_LINKS}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    # Style 0 is plain, style 1 bold.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2">'
        '<font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="2">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ),
}
_SHEET = (
    f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)


def inert(value: Value) -> Value:
    """A value as it can stand in a cell: texts that begin like a formula get an apostrophe."""
    if not isinstance(value, str):
        return value
    text = "".join(one for one in value if one.isprintable())
    # What cannot be seen is gone from the text, and must not have hidden how it begins.
    begins = value.lstrip(" ").startswith(_STARTS) or text.lstrip().startswith(_STARTS)
    return f"'{text}" if begins else text


def as_csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a mark, so that every spreadsheet reads names right."""
    text = StringIO(newline="")
    csv.writer(text).writerows([[inert(one) for one in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Sequence[Value]], title: str) -> bytes:
    """A workbook with one sheet; its first row (bold) and its first column stay in sight."""
    name = "".join(one for one in title if one.isalnum() or one in " -")[:SHEET_NAME_MAX]
    workbook = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
        f'<sheet name="{name.strip() or "Scores"}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for path, text in {**_PARTS, "xl/workbook.xml": workbook}.items():
            archive.writestr(path, _XML + text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write((_XML + _SHEET).encode())
            for number, row in enumerate(rows):
                style = ' s="1"' if number == 0 else ""
                cells = "".join([_cell(one, style) for one in row])
                sheet.write(f"<row>{cells}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")
    return made.getvalue()


def _cell(value: Value, style: str) -> str:
    """A cell: texts stand in it as texts, never as a formula."""
    if value is None:
        return "<c/>"
    if isinstance(value, str):
        text = escape(str(inert(value)))
        return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{text}</t></is></c>'
    return f"<c{style}><v>{value!r}</v></c>"
