"""What the tests of outlines do: ask for a draft or a file of an agreement."""

import io

from docx import Document

from alliances.models import Agreement

SOURCE_TEXT = "L'Hospital del Pla i l’Ajuntament del Pla creen una comissió. Hi signa Maria Puig."


def address(agreement):
    return f"/convenis/{agreement.record.code}/esborrany/"


def typed(mine, parent, *parts, **more):
    return {
        "organisation": mine.slug,
        "title": "Conveni de la Vall",
        "parent": parent.record.code,
        "parts": list(parts) or ["objecte", "seguiment"],
        **more,
    }


def made_by(client, source, data):
    answer = client.post(address(source), data)
    assert answer.status_code == 302, answer.context["form"].errors
    return Agreement.objects.latest("pk"), answer


def docx_of(client, source, *parts, **more):
    answer = client.post(address(source), {"_docx": "1", "parts": list(parts), **more})
    assert answer.status_code == 200
    return answer, Document(io.BytesIO(answer.content))
