"""A signed paper as an office's scanner would hand it over: drawn, nobody's hand."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from reports.models import QuarterlyCoverageReport

A4 = (1240, 1754)  # pixels at 150 dpi
INK, RED = (30, 40, 90), (200, 30, 30)
ROWS, LINE = 24, 44


def signed_paper(report: QuarterlyCoverageReport) -> bytes:
    """Return one page as a PDF: a table, a seal, a signature, and the report's hash below."""
    page = Image.new("RGB", A4, (250, 249, 245))
    draw = ImageDraw.Draw(page)
    draw.text((120, 110), report.quarter, fill="black", font_size=56)
    for row in range(ROWS + 1):
        y = 240 + row * LINE
        draw.line((120, y, 1120, y), fill="black", width=2)
    for x in (120, 520, 760, 940, 1120):
        draw.line((x, 240, x, 240 + ROWS * LINE), fill="black", width=2)
    draw.ellipse((700, 1330, 960, 1590), outline=RED, width=8)
    draw.regular_polygon((830, 1460, 60), 5, fill=RED)
    wave = [(200 + n * 12, 1440 + (-1) ** n * (n * 7 % 37)) for n in range(28)]
    draw.line(wave, fill=INK, width=6, joint="curve")
    draw.text((120, 1660), f"SHA-256 {report.digest}", fill="black", font_size=22)
    out = BytesIO()
    page.save(out, "PDF", resolution=150)
    return out.getvalue()
