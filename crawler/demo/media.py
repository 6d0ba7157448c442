"""The files the bundled portal offers: small but valid PDFs and pictures, each with bytes of its own."""

from crawler.demo.chrome import Page

GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x0b\x4a\x8f\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00"
)


def media(path: str) -> Page:
    """A one-page PDF that names itself, or a one-pixel picture; every picture is a GIF, and says so."""
    if path.lower().endswith(".pdf"):
        return Page((pdf(path.rsplit("/", 1)[1]),), media_type="application/pdf")
    comment = path.encode()[:255]
    return Page((GIF + b"!\xfe" + bytes([len(comment)]) + comment + b"\x00;",), media_type="image/gif")


def pdf(text: str) -> bytes:
    """A PDF 1.4 file with one line of ASCII text."""
    shown = f"BT /F1 14 Tf 60 760 Td ({text}) Tj ET".encode("ascii", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + tail
