"""What a public copy no longer has, and what it still has."""

import io
import zipfile
from pathlib import Path

import docx
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from observatori.documents import cleaning, extraction, sandbox
from tests.documents.files import make_docx, make_odt, make_pdf, write_again

SECRET = b"MARIA-SECRET"


def clean(data, extension):
    return sandbox.output(Path(cleaning.__file__), io.BytesIO(data), extension)


def read(data, extension):
    return sandbox.run(Path(extraction.__file__), io.BytesIO(data), extension)


def unpacked(data):
    """All that a PDF says, with no stream deflated."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            written,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            preserve_pdfa=False,
            fix_metadata_version=False,
        )
    return written.getvalue()


def _secret_stream(pdf, **facts):
    return pdf.make_indirect(pikepdf.Stream(pdf, SECRET, **facts))


def _author(pdf):
    pdf.docinfo["/Author"] = String(SECRET.decode())


def _xmp(pdf):
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:creator"] = [SECRET.decode()]


def _xmp_of_a_page(pdf):
    pdf.pages[0].obj.Metadata = _secret_stream(pdf, Type=Name.Metadata, Subtype=Name.XML)


def _private_data(pdf):
    pdf.pages[0].obj.PieceInfo = Dictionary(Word=Dictionary(Private=_secret_stream(pdf)))


def _attached(pdf):
    pdf.attachments["annex.txt"] = SECRET


def _attached_by_a_note(pdf):
    file = pdf.make_indirect(Dictionary(Type=Name.Filespec, EF=Dictionary(F=_secret_stream(pdf))))
    pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, FS=file)])


def _note(pdf):
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Contents=String(SECRET.decode()))
    pdf.pages[0].Annots = Array([note])


def _note_in_the_tree(pdf):
    note = Dictionary(Type=Name.Annot, Subtype=Name.Highlight, Contents=String(SECRET.decode()))
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])
    pdf.Root.StructTreeRoot = Dictionary(K=Dictionary(Type=Name.OBJR, Obj=pdf.pages[0].Annots[0]))


def _author_of_a_stamp(pdf):
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, T=String(SECRET.decode()))
    pdf.pages[0].Annots = Array([stamp])


def _signed(pdf):
    signature = Dictionary(Type=Name.Sig, Contents=String(SECRET.decode()), ByteRange=Array([0, 1, 2, 3]))
    field = Dictionary(FT=Name.Sig, T=String("a"), V=pdf.make_indirect(signature))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]), SigFlags=3)
    pdf.Root.Perms = Dictionary(DocMDP=field.V)
    pdf.Root.DSS = Dictionary(Certs=Array([_secret_stream(pdf)]))


@pytest.mark.parametrize(
    "change",
    [
        _author,
        _xmp,
        _xmp_of_a_page,
        _private_data,
        _attached,
        _attached_by_a_note,
        _note,
        _note_in_the_tree,
        _author_of_a_stamp,
        _signed,
    ],
)
def test_nothing_is_left_in_a_pdf_of_what_no_page_shows(change):
    data = make_pdf("Clausula primera", change=change)
    assert SECRET in unpacked(data)

    cleaned = clean(data, "pdf")

    assert SECRET not in unpacked(cleaned)
    content = read(cleaned, "pdf")
    assert (content["complete"], content["carried"], content["behind"]) == (True, [], "")
    assert content["pages"][0]["text"].strip() == "Clausula primera"


def _accessible(pdf):
    pdf.docinfo["/Title"], pdf.docinfo["/Producer"] = String("Conveni marc"), String("LibreOffice")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
        told["dc:title"], told["dc:language"] = "Conveni marc", {"ca"}
        told["{http://www.aiim.org/pdfua/ns/id/}part"] = "1"


def _accessible_with_an_author(pdf):
    _accessible(pdf)
    _author(pdf)
    _xmp(pdf)


def test_what_says_of_nobody_is_no_metadata_to_take_out():
    assert read(make_pdf("Clausula", change=_accessible), "pdf")["carried"] == []


@pytest.mark.parametrize(
    "title", ["C:\\Users\\maria\\conveni.docx", "/home/maria/conveni.odt", "maria@exemple.cat"]
)
def test_a_title_that_tells_where_or_who_goes(title):
    def name(pdf):
        pdf.docinfo["/Title"] = String(title)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
            told["dc:title"] = title

    data = make_pdf("Clausula", change=name)

    assert read(data, "pdf")["carried"] == ["metadata"]
    cleaned = clean(data, "pdf")
    assert read(cleaned, "pdf")["carried"] == []
    assert b"maria" not in unpacked(cleaned)


def test_an_accessible_pdf_stays_accessible():
    cleaned = clean(make_pdf("Clausula", change=_accessible_with_an_author), "pdf")

    assert SECRET not in unpacked(cleaned)
    with pikepdf.open(io.BytesIO(cleaned)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Conveni marc"
        assert "/Producer" not in pdf.docinfo
        with pdf.open_metadata() as told:
            assert told["dc:title"] == "Conveni marc"
            assert set(told["dc:language"]) == {"ca"}
            assert told["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"


def test_nothing_is_left_of_what_a_pdf_was_before():
    data = write_again(SECRET.decode(), "Clausula primera")
    assert SECRET in unpacked(data[: data.index(b"%%EOF") + 6])

    cleaned = clean(data, "pdf")

    assert SECRET not in unpacked(cleaned)
    assert read(cleaned, "pdf")["carried"] == []
    assert read(cleaned, "pdf")["pages"][0]["text"].strip() == "Clausula primera"


def _form(pdf):
    box = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("any"), V=String("2026"))
    pdf.pages[0].Annots = Array([pdf.make_indirect(box)])
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.pages[0].Annots[0]]))
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Clausules", 0))


def test_forms_bookmarks_and_pictures_of_a_pdf_stay():
    content = read(clean(make_pdf("Clausula", pictures=2, change=_form), "pdf"), "pdf")

    assert content["pages"] == [{"text": "Clausula\n2026", "pictures": 2}]
    assert content["behind"].strip() == "Clausules"


def test_a_pdf_that_everybody_opens_but_nobody_may_print_stays_readable():
    owner_only = pikepdf.Encryption(owner="secret", user="")

    assert read(clean(make_pdf("Clausula", encryption=owner_only), "pdf"), "pdf")["complete"]


@pytest.mark.parametrize("make", [make_pdf, make_docx])
def test_the_same_file_gives_the_same_copy(make):
    data, extension = make("Clausula"), "pdf" if make is make_pdf else "docx"

    assert clean(data, extension) == clean(data, extension)


def _written_in_word():
    written = io.BytesIO()
    document = docx.Document()
    document.core_properties.author = SECRET.decode()
    document.core_properties.last_modified_by = SECRET.decode()
    document.add_paragraph("Clausula primera")
    document.save(written)
    return written.getvalue()


def _members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_docx_has_no_author_no_picture_of_its_first_page_and_opens_in_other_programs():
    data = _written_in_word()
    assert read(data, "docx")["carried"] == ["metadata"]

    cleaned = clean(data, "docx")

    assert not [name for name, content in _members(cleaned).items() if SECRET in content]
    assert read(cleaned, "docx")["carried"] == []
    opened = docx.Document(io.BytesIO(cleaned))
    assert [paragraph.text for paragraph in opened.paragraphs] == ["Clausula primera"]
    assert opened.core_properties.author == ""


SAID = f"<a><b>{SECRET.decode()}</b></a>"
OFFICE = {
    "properties of DOCX": (make_docx("a", more={"docProps/app.xml": SAID}), "docx"),
    "properties of its own": (make_docx("a", more={"docProps/custom.xml": SAID}), "docx"),
    "people of DOCX": (make_docx("a", more={"word/people.xml": '<a><b c="MARIA-SECRET"/></a>'}), "docx"),
    "picture of DOCX": (make_docx("a", more={"docProps/thumbnail.jpeg": SECRET * 20}), "docx"),
    "meta of ODT": (make_odt("a", more={"meta.xml": SAID}), "odt"),
    "picture of ODT": (make_odt("a", more={"Thumbnails/thumbnail.png": SECRET * 20}), "odt"),
}


@pytest.mark.parametrize("name", OFFICE)
def test_nothing_is_left_in_an_office_file_of_its_properties(name):
    data, extension = OFFICE[name]
    assert read(data, extension)["carried"] == ["metadata"]

    cleaned = clean(data, extension)

    assert not [one for one, content in _members(cleaned).items() if SECRET in content]
    assert read(cleaned, extension)["carried"] == []
    assert read(cleaned, extension)["pages"][0]["text"].strip() == "a"


def test_an_office_file_keeps_its_members_in_order_and_no_remark_of_the_archive():
    written = io.BytesIO(make_odt("a"))
    with zipfile.ZipFile(written, "a") as archive:
        archive.comment = SECRET

    cleaned = clean(written.getvalue(), "odt")

    assert list(_members(cleaned)) == ["mimetype", "content.xml"]
    assert SECRET not in cleaned
    with zipfile.ZipFile(io.BytesIO(cleaned)) as archive:
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED


def test_a_broken_file_gives_no_copy():
    with pytest.raises(sandbox.Unreadable):
        clean(b"%PDF-1.7 broken", "pdf")
