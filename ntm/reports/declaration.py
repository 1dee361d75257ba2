"""What a PDF says of itself in its metadata (XMP): that it is PDF/A, and PDF/UA where its tags hold.

PDF/A allows no property that is not described, so the one of PDF/UA brings its description (ISO 19005-3, 6.6.2.3).
"""

from __future__ import annotations

from typing import Any

import pydyf

_END = b"</rdf:RDF>"
_ACCESSIBLE = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" \
rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 the document holds to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def declare(pdf: pydyf.PDF, accessible: bool) -> None:
    """Leave the metadata uncompressed, as PDF/A asks, and say PDF/UA-1 in it where the paper is accessible."""
    reference = pdf.catalog.get("Metadata")
    if reference is None:
        return
    stream: Any = pdf.objects[int(reference.split()[0])]
    stream.compress = False
    if accessible:
        [text] = stream.stream
        stream.stream = [text.replace(_END, _ACCESSIBLE + _END, 1)]
