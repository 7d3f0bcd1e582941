"""A person at LibreOffice: takes one JSON command a line on standard input, answers one JSON line each.

Run with the port of a soffice that accepts connections on 127.0.0.1.
"""
import json
import sys
import time

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.table import TableSortField
from com.sun.star.task import XInteractionHandler

HEADER = 0


def named(name, value):
    one = PropertyValue()
    one.Name, one.Value = name, value
    return one


def desktop(port):
    """The running soffice; it needs some seconds until it listens."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    address = f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
    deadline = time.monotonic() + 60
    while True:
        try:
            context = resolver.resolve(address)
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            # Nobody listens yet; after the deadline the failure is told as it is.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


class SaveAnyway(unohelper.Base, XInteractionHandler):
    """Answers "the file has been changed since it was opened" as people in a hurry do."""

    def handle(self, request):
        for answer in request.getContinuations():
            if answer.queryInterface(uno.getTypeByName("com.sun.star.task.XInteractionApprove")):
                answer.select()
                return


class Desk:
    def __init__(self, port):
        self.desktop = desktop(port)
        self.book = None

    def open(self, path):
        self.book = self.desktop.loadComponentFromURL(
            uno.systemPathToFileUrl(path), "_blank", 0, (named("Hidden", True),)
        )
        self.book.calculateAll()

    def save(self):
        """Saves the whole file over whatever lies on the disk by now."""
        self.book.storeAsURL(
            self.book.URL,
            (
                named("FilterName", "Calc MS Excel 2007 XML"),
                named("Overwrite", True),
                named("InteractionHandler", SaveAnyway()),
            ),
        )

    def close(self):
        self.book.close(True)
        self.book = None

    def quit(self):
        try:
            self.desktop.terminate()
        except Exception:
            # The connection ends with the program; that it is gone is what was asked for.
            pass

    def area(self, sheet):
        """The used part of a sheet as texts, and the sheet."""
        place = self.book.Sheets.getByName(sheet)
        cursor = place.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        width = 0
        while place.getCellByPosition(width, HEADER).String != "":
            width += 1
        last = HEADER
        for row in range(HEADER + 1, end.EndRow + 1):
            if any(place.getCellByPosition(column, row).String != "" for column in range(width)):
                last = row
        return place, width, last

    def column(self, place, heading):
        column = 0
        while place.getCellByPosition(column, HEADER).String != "":
            if place.getCellByPosition(column, HEADER).String == heading:
                return column
            column += 1
        raise ValueError(f"no column {heading}")

    def row(self, sheet, risk):
        place, _, last = self.area(sheet)
        ids = self.column(place, "Risk ID")
        for row in range(HEADER + 1, last + 1):
            if place.getCellByPosition(ids, row).String == risk:
                return place, row
        raise ValueError(f"no row {risk} on {sheet}")

    def type(self, sheet, risk, heading, text):
        place, row = self.row(sheet, risk)
        place.getCellByPosition(self.column(place, heading), row).String = text

    def insert(self, sheet, before, cells):
        """A new line above a risk, as Insert Rows makes it: nothing in it but what is typed."""
        place, row = self.row(sheet, before)
        place.Rows.insertByIndex(row, 1)
        for heading, text in cells.items():
            place.getCellByPosition(self.column(place, heading), row).String = text

    def delete(self, sheet, risk):
        place, row = self.row(sheet, risk)
        place.Rows.removeByIndex(row, 1)

    def sort(self, sheet, heading, ascending):
        place, width, last = self.area(sheet)
        field = TableSortField()
        field.Field, field.IsAscending = self.column(place, heading), ascending
        lines = place.getCellRangeByPosition(0, HEADER, width - 1, last)
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        lines.sort((named("SortFields", fields), named("ContainsHeader", True)))

    def read(self, sheet):
        self.book.calculateAll()
        place, width, last = self.area(sheet)
        texts = [
            [place.getCellByPosition(column, row).String for column in range(width)]
            for row in range(HEADER, last + 1)
        ]
        return [dict(zip(texts[0], line)) for line in texts[1:]]

    def print(self, sheet, area, path):
        """One area of a sheet on one page, with the letters and numbers at its edges, as a PDF file."""
        for other in self.book.Sheets:
            other.setPrintAreas((other.getCellRangeByName("ZZ1").RangeAddress,))
        place = self.book.Sheets.getByName(sheet)
        cells = place.getCellRangeByName(area)
        place.setPrintAreas((cells.RangeAddress,))
        place.PrintTitleRows = False
        style = self.book.StyleFamilies.getByName("PageStyles").getByName(place.PageStyle)
        style.PrintHeaders, style.HeaderIsOn, style.FooterIsOn = True, False, False
        style.ScaleToPagesX = style.ScaleToPagesY = 1
        style.IsLandscape = True
        # Hundredths of a millimetre: the area itself, and the strip of letters and numbers.
        style.Width, style.Height = cells.Size.Width + 2400, cells.Size.Height + 1600
        for margin in ("LeftMargin", "RightMargin", "TopMargin", "BottomMargin"):
            setattr(style, margin, 400)
        self.book.storeToURL(uno.systemPathToFileUrl(path), (named("FilterName", "calc_pdf_Export"),))


def main():
    desk = Desk(int(sys.argv[1]))
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = {"ok": getattr(desk, command["do"])(**command.get("with", {}))}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
        if command["do"] == "quit":
            return


main()
